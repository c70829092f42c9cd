# A node offers huge pages, even if it has none: they stand in its capacity, and in what is allocated. Fact sheet §8.10.
# preset: three-nodes
$ kubectl get node node-1 -o jsonpath={.status.capacity}
{"cpu":"4","ephemeral-storage":"100Gi","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"8Gi","pods":"110"}
$ kubectl describe node node-1 | grep hugepages
  hugepages-1Gi:      0
  hugepages-2Mi:      0
  hugepages-1Gi:      0
  hugepages-2Mi:      0
  hugepages-1Gi      0 (0%)     0 (0%)
  hugepages-2Mi      0 (0%)     0 (0%)
