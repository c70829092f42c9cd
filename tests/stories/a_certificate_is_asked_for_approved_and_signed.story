# Who asks for a certificate waits for a yes; then the signer answers. Fact sheet §7.17, §3.4.
# preset: three-nodes
$ cat > csr.yaml <<'EOF'
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ann}
spec:
  request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlHYk1FOENBUUF3SERFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZRFZRUUREQU5oYm00d0tqQUZCZ01yWlhBRApJUUQrbjNndUV5TDNmNk5MT0NmNktEcitnUDZFckpCNkwwVkM1eE9lREtmendhQUFNQVVHQXl0bGNBTkJBQisxCmNWT0xCUGVUVTNkWEp2bWZHSkRUdzBOZFVqS3dLRFNMS1VvM1lodEt0Nk5VS3BtbE92S20zRldKQUp0Z01mT3AKQ0lLUzNaK1Y4Zm00UVBVMkxnMD0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
EOF
$ kubectl apply -f csr.yaml
certificatesigningrequest.certificates.k8s.io/ann created
$ kubectl get csr
NAME   AGE   SIGNERNAME                            REQUESTOR          REQUESTEDDURATION   CONDITION
ann    0s    kubernetes.io/kube-apiserver-client   kubernetes-admin   24h                 Pending
$ kubectl certificate approve ann
certificatesigningrequest.certificates.k8s.io/ann approved
$ run 2s
$ kubectl get csr ann --no-headers | sed 's/  *[0-9]*s / /'
ann    kubernetes.io/kube-apiserver-client   kubernetes-admin   24h   Approved,Issued
$ kubectl describe csr ann | grep -v Annotations | sed 's/Timestamp:.*/Timestamp: …/;s/last-applied.*//'
Name:                ann
Labels:              <none>
CreationTimestamp: …
Requesting User:     kubernetes-admin
Signer:              kubernetes.io/kube-apiserver-client
Requested Duration:  24h
Status:              Approved,Issued
Subject:
         Common Name:    ann
         Serial Number:  
         Organization:   dev
Events:  <none>
$ kubectl get csr ann -o jsonpath='{.status.certificate}' | base64 -d | head -1
-----BEGIN CERTIFICATE-----
$ kubectl get csr ann -o jsonpath='{range .status.conditions[*]}{.type} {.reason}: {.message}{"\n"}{end}'
Approved KubectlApprove: This CSR was approved by kubectl certificate approve.
$ kubectl certificate approve ann
certificatesigningrequest.certificates.k8s.io/ann approved
$ kubectl certificate deny ann
The CertificateSigningRequest "ann" is invalid: status.conditions[1].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive
[exit 1]
$ sed 's/name: ann/name: bob/;s/client auth/server auth/' csr.yaml | kubectl apply -f -
certificatesigningrequest.certificates.k8s.io/bob created
$ kubectl create clusterrolebinding v --clusterrole=view --user=bob
clusterrolebinding.rbac.authorization.k8s.io/v created
$ kubectl certificate approve bob --as=bob
Error from server (Forbidden): certificatesigningrequests.certificates.k8s.io "bob" is forbidden: User "bob" cannot get resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope
[exit 1]
$ kubectl certificate approve bob
certificatesigningrequest.certificates.k8s.io/bob approved
$ run 2s
$ kubectl get csr bob -o jsonpath='{range .status.conditions[*]}{.type} {.reason}: {.message}{"\n"}{end}'
Approved KubectlApprove: This CSR was approved by kubectl certificate approve.
Failed SignerValidationFailure: invalid usage for client certificate: server auth
$ sed 's/name: ann/name: zoe/' csr.yaml | kubectl apply -f -
certificatesigningrequest.certificates.k8s.io/zoe created
$ kubectl certificate deny zoe
certificatesigningrequest.certificates.k8s.io/zoe denied
$ kubectl get csr zoe --no-headers | sed 's/  *[0-9]*s / /'
zoe    kubernetes.io/kube-apiserver-client   kubernetes-admin   24h   Denied
$ sed 's/name: ann/name: eve/;s/request: .*/request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlHbU1Gb0NBUUF3SnpFWE1CVUdBMVVFQ2d3T2MzbHpkR1Z0T20xaGMzUmxjbk14RERBS0JnTlZCQU1NQTJWMgpaVEFxTUFVR0F5dGxjQU1oQU9DbVZTSGFQYjVSMHNVTEpWcXhDVlFmd1QwdlJsUXQyZ1RlYzN1a1ZQRktvQUF3CkJRWURLMlZ3QTBFQVdoNmRiRVV5TkFrbFNUNU5RTWhUUUY0U2wxeUE5NDg3cVhzdzlaUm1zQnROTUp1L0llRFkKTDlaMDFydllCN0NURCtOdS9xVkR6TFpQczhPVytKdVlEdz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=/' csr.yaml | kubectl apply -f -
Error from server (Forbidden): error when creating "STDIN": certificatesigningrequests.certificates.k8s.io "eve" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed
[exit 1]
$ sed 's/name: ann/name: bad/;s/request: .*/request: bm8=/;s/86400/5/;s/client auth/tea/' csr.yaml | kubectl apply -f -
The CertificateSigningRequest "bad" is invalid: 
* spec.request: Invalid value: "bm8=": PEM block type must be CERTIFICATE REQUEST
* spec.usages[0]: Unsupported value: "tea": supported values: "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"
* spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)
[exit 1]
$ kubectl certificate approve nobody
Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nobody" not found
[exit 1]
$ sed 's/name: ann/name: node-1/;s/request: .*/request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlHek1HY0NBUUF3TkRFVk1CTUdBMVVFQ2d3TWMzbHpkR1Z0T201dlpHVnpNUnN3R1FZRFZRUUREQkp6ZVhOMApaVzA2Ym05a1pUcHViMlJsTFRFd0tqQUZCZ01yWlhBRElRREJNZ0xseWlPTzJBR09iQTA3bWpJa1BIWmtKcW9QClY4K0pYY09YR1pYUGFxQUFNQVVHQXl0bGNBTkJBUDNhMm9NTXdaanp5WUVYdVVNaU5FRnFlY0I3UmRGRUZJMXUKM2c5Mmp5VEk0aG8zaHl2a1U2dnJiSmlDbFZDRlVaWitra3hPKzNQb1l6YVg2cGJGckFRPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K/;s/api-server-client/&/;s/kube-apiserver-client/&-kubelet/;s/client auth/digital signature, key encipherment, client auth/' csr.yaml | kubectl apply -f - --as=system:node:node-1 --as-group=system:nodes --validate=false
certificatesigningrequest.certificates.k8s.io/node-1 created
$ run 2s
$ kubectl get csr node-1 --no-headers | sed 's/  *[0-9]*s / /'
node-1    kubernetes.io/kube-apiserver-client-kubelet   system:node:node-1   24h   Approved,Issued
