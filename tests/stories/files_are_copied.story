# kubectl cp: a file goes into a container, and another one comes out of it. Fact sheet §13.
# preset: three-nodes
$ kubectl run box --image=busybox --command -- sleep 3600
pod/box created
$ kubectl wait --for=condition=Ready pod/box
pod/box condition met
$ echo "it's \"quoted\" 100% \n" > note.txt
$ kubectl cp note.txt box:/tmp/note.txt
$ kubectl exec box -- cat /tmp/note.txt
it's "quoted" 100% \n
$ kubectl exec box -- sh -c 'echo out > /tmp/out.txt'
$ kubectl cp default/box:/tmp/out.txt .
tar: Removing leading `/' from member names
$ kubectl cp box:/tmp/out.txt copy.txt
tar: Removing leading `/' from member names
$ cat out.txt copy.txt
out
out
$ kubectl cp box:/tmp/none.txt x
tar: Removing leading `/' from member names
tar: /tmp/none.txt: Cannot stat: No such file or directory
tar: Exiting with failure status due to previous errors
error: tmp/none.txt no such file or directory
[exit 1]
$ kubectl cp note.txt none:/tmp/x
Error from server (NotFound): pods "none" not found
[exit 1]
$ kubectl cp note.txt box:/tmp/
$ kubectl cp none.txt box:/tmp/x
error: none.txt doesn't exist in local filesystem
[exit 1]
