# An Ingress is a wish until a controller serves it; then host and path decide who answers. Exact before Prefix, the longest first. DESIGN §4.10.
# preset: three-nodes
$ kubectl create deployment shop --image=traefik/whoami
deployment.apps/shop created
$ kubectl create deployment blog --image=traefik/whoami
deployment.apps/blog created
$ kubectl expose deployment shop --port=80
service/shop exposed
$ kubectl expose deployment blog --port=8080 --target-port=80
service/blog exposed
$ kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /cart, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}
      - {path: /news, pathType: Exact, backend: {service: {name: blog, port: {number: 8080}}}}
      - {path: /gone, pathType: Prefix, backend: {service: {name: nobody, port: {number: 80}}}}
END
ingress.networking.k8s.io/site created
$ settle
$ kubectl get ingress
NAME   CLASS   HOSTS              ADDRESS   PORTS   AGE
site   nginx   shop.example.com             80      4s
$ addon enable metallb
namespace/metallb-system created
serviceaccount/controller created
clusterrole.rbac.authorization.k8s.io/metallb-system created
clusterrolebinding.rbac.authorization.k8s.io/metallb-system created
deployment.apps/controller created
$ addon enable ingress-nginx
namespace/ingress-nginx created
serviceaccount/ingress-nginx created
clusterrole.rbac.authorization.k8s.io/ingress-nginx created
clusterrolebinding.rbac.authorization.k8s.io/ingress-nginx created
service/ingress-nginx-controller created
deployment.apps/ingress-nginx-controller created
ingressclass.networking.k8s.io/nginx created
$ settle
$ run 15s
$ kubectl get ingress
NAME   CLASS   HOSTS              ADDRESS          PORTS   AGE
site   nginx   shop.example.com   172.18.255.200   80      28s
$ curl -s -H 'Host: shop.example.com' http://172.18.255.200/cart/1 | grep Hostname
Hostname: shop-6d67678d8c-6fs7f
$ curl -s -o /dev/null -w '%{http_code}\n' -H 'Host: shop.example.com' http://172.18.255.200/carts
404
$ curl -s -H 'Host: shop.example.com' http://172.18.255.200/news | grep Hostname
Hostname: blog-58d699549f-qzqx2
$ curl -s -o /dev/null -w '%{http_code}\n' -H 'Host: shop.example.com' http://172.18.255.200/news/today
404
$ curl -s -H 'Host: shop.example.com' http://172.18.255.200/gone
<html>
<head><title>503 Service Temporarily Unavailable</title></head>
<body>
<center><h1>503 Service Temporarily Unavailable</h1></center>
<hr><center>nginx</center>
</body>
</html>
$ curl -s -o /dev/null -w '%{http_code}\n' http://172.18.255.200/cart
404
$ kubectl run client --image=busybox --restart=Never -- sleep 3600
pod/client created
$ settle
$ kubectl exec client -- wget -qO- --header 'Host: shop.example.com' http://ingress-nginx-controller.ingress-nginx/cart | grep Host
Hostname: shop-6d67678d8c-6fs7f
Host: shop.example.com
$ kubectl scale deployment shop --replicas=0
deployment.apps/shop scaled
$ settle
$ curl -s -o /dev/null -w '%{http_code}\n' -H 'Host: shop.example.com' http://172.18.255.200/cart
503
$ kubectl scale deployment ingress-nginx-controller -n ingress-nginx --replicas=0
deployment.apps/ingress-nginx-controller scaled
$ settle
$ curl -m 2 -H 'Host: shop.example.com' http://172.18.255.200/news
curl: (28) Connection timed out after 2000 milliseconds
[exit 28]
