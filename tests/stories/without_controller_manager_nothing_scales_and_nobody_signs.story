# Without a controller manager the autoscaler looks at nothing, however high the load, and a request for a certificate that somebody has approved is not signed. Fact sheet §10.4.
# preset: with-metrics
$ kubectl create deployment php-apache --image=registry.k8s.io/hpa-example
deployment.apps/php-apache created
$ kubectl set resources deployment php-apache --requests=cpu=200m
deployment.apps/php-apache resource requirements updated
$ kubectl expose deployment php-apache --port=80
service/php-apache exposed
$ kubectl autoscale deployment php-apache --cpu-percent=50 --min=1 --max=10
horizontalpodautoscaler.autoscaling/php-apache autoscaled
$ run 60s
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 0%/50%   1     10    1
$ fault stop kube-controller-manager
$ traffic start --to php-apache --rps 5
traffic/php-apache started
$ kubectl apply -f - <<'EOF'
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ann}
spec:
  request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlHYk1FOENBUUF3SERFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZRFZRUUREQU5oYm00d0tqQUZCZ01yWlhBRApJUUQrbjNndUV5TDNmNk5MT0NmNktEcitnUDZFckpCNkwwVkM1eE9lREtmendhQUFNQVVHQXl0bGNBTkJBQisxCmNWT0xCUGVUVTNkWEp2bWZHSkRUdzBOZFVqS3dLRFNMS1VvM1lodEt0Nk5VS3BtbE92S20zRldKQUp0Z01mT3AKQ0lLUzNaK1Y4Zm00UVBVMkxnMD0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
EOF
certificatesigningrequest.certificates.k8s.io/ann created
$ kubectl certificate approve ann
certificatesigningrequest.certificates.k8s.io/ann approved
$ run 2m
$ kubectl get csr ann --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,3-
ann kubernetes.io/kube-apiserver-client kubernetes-admin <none> Approved
$ kubectl top pods | sed 's/  */ /g' | cut -d ' ' -f 2
CPU(cores)
276m
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 0%/50%   1     10    1
$ fault start kube-controller-manager
$ run 90s
$ kubectl get hpa php-apache --no-headers | sed 's/  *[0-9ms]*$//'
php-apache   Deployment/php-apache   cpu: 46%/50%   1     10    3
$ kubectl get csr ann --no-headers | sed 's/  */ /g' | cut -d ' ' -f 1,3-
ann kubernetes.io/kube-apiserver-client kubernetes-admin <none> Approved,Issued
