# A Job tries again with longer and longer waits, until its back-off limit, which is six unless it says otherwise. Fact sheet §12.10.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: batch/v1
kind: Job
metadata: {name: never}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: main
        image: busybox
        command: ["sh", "-c", "exit 1"]
EOF
job.batch/never created
$ run 12m
$ kubectl get job never
NAME    STATUS   COMPLETIONS   DURATION   AGE
never   Failed   0/1           12m        12m
$ kubectl get pods --no-headers | sed 's/never-[a-z0-9]* */never-… /;s/  *[0-9]*[ms][0-9ms]*$//'
never-… 0/1   Error   0
never-… 0/1   Error   0
never-… 0/1   Error   0
never-… 0/1   Error   0
never-… 0/1   Error   0
never-… 0/1   Error   0
never-… 0/1   Error   0
$ kubectl get job never -o jsonpath='{range .status.conditions[*]}{.type} {.reason}: {.message}{"\n"}{end}'
FailureTarget BackoffLimitExceeded: Job has reached the specified backoff limit
Failed BackoffLimitExceeded: Job has reached the specified backoff limit
$ kubectl get events --field-selector involvedObject.kind=Job -o custom-columns=REASON:.reason,MESSAGE:.message | sed 's/never-[a-z0-9]*$/never-…/'
REASON                 MESSAGE
SuccessfulCreate       Created pod: never-…
SuccessfulCreate       Created pod: never-…
SuccessfulCreate       Created pod: never-…
SuccessfulCreate       Created pod: never-…
SuccessfulCreate       Created pod: never-…
SuccessfulCreate       Created pod: never-…
SuccessfulCreate       Created pod: never-…
BackoffLimitExceeded   Job has reached the specified backoff limit
$ kubectl get pods --sort-by=.metadata.creationTimestamp -o jsonpath='{range .items[*]}{.metadata.creationTimestamp}{"\n"}{end}'
2026-01-01T00:00:10Z
2026-01-01T00:00:20Z
2026-01-01T00:00:40Z
2026-01-01T00:01:20Z
2026-01-01T00:02:40Z
2026-01-01T00:05:20Z
2026-01-01T00:10:40Z
