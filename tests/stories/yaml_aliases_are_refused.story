# An alias could make a small file huge. DESIGN §10: YAML without aliases.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata: {name: bomb}
data: {a: &x lol, b: *x}
EOF
error: error parsing STDIN: error converting YAML to JSON: yaml: aliases are not read here: write out what *x stands for
[exit 1]
