# A fault on nothing says what there is. STYLE: an error says the way out.
# preset: three-nodes
$ fault node-9 off
fault: There is no node 'node-9' here. There are: control-plane, node-1, node-2, node-3.
