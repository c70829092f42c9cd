"""What components stand on: virtual time, network, trace, objects, client and informer, work queue."""
