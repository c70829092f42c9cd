# What has a scale can be scaled: by hand, and by an autoscaler. Fact sheet §7.12, §13.1; Golden crds-basic.
# preset: three-nodes
$ kubectl apply -f - <<'EOF'
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.harbour.example.com}
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats, shortNames: [bt]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}, scale: {specReplicasPath: .spec.crew, statusReplicasPath: .status.crew, labelSelectorPath: .status.selector}}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {crew: {type: integer}}}
          status: {type: object, properties: {crew: {type: integer}, selector: {type: string}}}
EOF
customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created
$ settle
$ kubectl apply -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: gull}
spec: {crew: 2}
EOF
boat.harbour.example.com/gull created
$ kubectl scale boat gull --replicas=3 --current-replicas=2
boat.harbour.example.com/gull scaled
$ kubectl scale bt/gull --replicas=4 --current-replicas=2
error: Expected replicas to be 2, was 3
[exit 1]
$ kubectl get boat gull --subresource=scale -o yaml
apiVersion: autoscaling/v1
kind: Scale
metadata:
  creationTimestamp: "2026-01-01T00:00:13Z"
  name: gull
  namespace: default
  resourceVersion: "407"
  uid: 2b97d47d-3911-419b-b222-72a4d7e1e32f
spec:
  replicas: 3
status:
  replicas: 0
  selector: ""
$ kubectl patch boat gull --subresource=status --type=merge -p '{"status":{"crew":3,"selector":"app=crew"}}'
boat.harbour.example.com/gull patched
$ kubectl apply -f - <<'EOF'
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: gull}
spec:
  scaleTargetRef: {apiVersion: harbour.example.com/v1, kind: Boat, name: gull}
  minReplicas: 5
  maxReplicas: 6
EOF
horizontalpodautoscaler.autoscaling/gull created
$ run 40s
$ kubectl get boat gull -o jsonpath='{.spec}'
{"crew":5}
$ kubectl get hpa gull
NAME   REFERENCE   TARGETS              MINPODS   MAXPODS   REPLICAS   AGE
gull   Boat/gull   cpu: <unknown>/80%   5         6         5          40s
$ kubectl wait --for=jsonpath='{.status.crew}'=3 boat/gull --timeout=1s
boat.harbour.example.com/gull condition met
$ kubectl annotate boat gull colour=white
boat.harbour.example.com/gull annotated
$ kubectl label bt --all sea=north
boat.harbour.example.com/gull labeled
$ kubectl get boats -l sea=north -o custom-columns=N:.metadata.name,C:.spec.crew
N      C
gull   5
$ kubectl get boats --field-selector metadata.name=gull -o name
boat.harbour.example.com/gull
$ kubectl get boats --field-selector spec.crew=5
Error from server (BadRequest): Unable to find "harbour.example.com/v1, Resource=boats" that match label selector "", field selector "spec.crew=5": field label not supported: spec.crew
[exit 1]
$ KUBE_EDITOR="sed -i s/crew:.[0-9]*$/crew:\ 7/" kubectl edit boat gull
boat.harbour.example.com/gull edited
$ kubectl explain boats.spec.crew
GROUP:      harbour.example.com
KIND:       Boat
VERSION:    v1

FIELD: crew <integer>


DESCRIPTION:
    <empty>

$ kubectl explain bt
GROUP:      harbour.example.com
KIND:       Boat
VERSION:    v1

DESCRIPTION:
    <empty>
FIELDS:
  apiVersion	<string>
    APIVersion defines the versioned schema of this representation of an object.
    Servers should convert recognized schemas to the latest internal value, and
    may reject unrecognized values. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources

  kind	<string>
    Kind is a string value representing the REST resource this object
    represents. Servers may infer this from the endpoint the client submits
    requests to. Cannot be updated. In CamelCase. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds

  metadata	<ObjectMeta>
    Standard object's metadata. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata

  spec	<Object>
    <no description>

  status	<Object>
    <no description>


$ kubectl replace -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: gull, labels: {new: one}}
spec: {crew: 9}
EOF
boat.harbour.example.com/gull replaced
$ kubectl get boat gull -o jsonpath='{.metadata.labels} {.spec} {.status.crew}'
{"new":"one"} {"crew":9} 3
$ kubectl apply --server-side --field-manager=me -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: heron}
spec: {crew: 9, sails: 2}
EOF
Error from server: failed to create typed patch object (default/heron; harbour.example.com/v1, Kind=Boat): .spec.sails: field not declared in schema
[exit 1]
$ kubectl diff -f - <<'EOF'
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: gull}
spec: {crew: 8}
EOF
diff -u -N /tmp/LIVE-0000000001/harbour.example.com.v1.Boat.default.gull /tmp/MERGED-0000000001/harbour.example.com.v1.Boat.default.gull
--- /tmp/LIVE-0000000001/harbour.example.com.v1.Boat.default.gull	2026-01-01 00:00:55.658000000 +0000
+++ /tmp/MERGED-0000000001/harbour.example.com.v1.Boat.default.gull	2026-01-01 00:00:55.658000000 +0000
@@ -2,7 +2,7 @@
 kind: Boat
 metadata:
   creationTimestamp: "2026-01-01T00:00:13Z"
-  generation: 5
+  generation: 6
   labels:
     new: one
   name: gull
@@ -10,7 +10,7 @@
   resourceVersion: "481"
   uid: 2b97d47d-3911-419b-b222-72a4d7e1e32f
 spec:
-  crew: 9
+  crew: 8
 status:
   crew: 3
   selector: app=crew
[exit 1]
$ kubectl auth can-i delete boats --as=bob
no
[exit 1]
$ kubectl delete boats --all
boat.harbour.example.com "gull" deleted
$ kubectl get boats
No resources found in default namespace.
