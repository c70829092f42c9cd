# A container that Docker could not start stays "Created", with the command that it was made for; and a pause that is no more has ended after it began. DESIGN §4.9.
# preset: runtimes
$ kubectl run bad --image=busybox --restart=Never --overrides='{"spec":{"nodeName":"node-3"}}' -- nosuch
pod/bad created
$ kubectl run tea --image=nginx --restart=Never --overrides='{"spec":{"nodeName":"node-3"}}'
pod/tea created
$ run 30s
$ ssh node-3 docker ps -a --format '{{.Command}}:{{.Status}}:{{.RunningFor}}'
"/docker-entrypoint.…":Up 26 seconds:26 seconds ago
"nosuch":Created:29 seconds ago
"/pause":Up 29 seconds:29 seconds ago
"/pause":Exited (0) 29 seconds ago:29 seconds ago
"/usr/local/bin/kube…":Up 34 seconds:34 seconds ago
"/pause":Up 35 seconds:35 seconds ago
$ ssh node-3 docker ps -a --filter status=created --format '{{.Image}}'
de68ccc327e5
$ ssh node-3 journalctl -u docker
Jan 01 00:00:01 node-3 systemd[1]: Started docker.service - Docker Application Container Engine.
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Starting up"
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="OTEL tracing is not configured, using no-op tracer provider"
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Creating a containerd client" address=/run/containerd/containerd.sock timeout=1m0s
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="[graphdriver] using prior storage driver: overlay2"
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Loading containers: start."
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Loading containers: done."
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Docker daemon" commit=89c5e8f containerd-snapshotter=false storage-driver=overlay2 version=28.5.2
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Initializing buildkit"
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Completed buildkit initialization"
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="Daemon has completed initialization"
Jan 01 00:00:01 node-3 dockerd[655]: time="2026-01-01T00:00:01.000000000Z" level=info msg="API listen on /run/docker.sock"
$ ssh node-3 journalctl -u cri-docker
Jan 01 00:00:01 node-3 systemd[1]: Started cri-docker.service - CRI Interface for Docker Application Container Engine.
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Connecting to docker on the Endpoint unix:///var/run/docker.sock"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Start docker client with request timeout 0s"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Hairpin mode is set to none"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Loaded network plugin cni"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Docker cri networking managed by network plugin cni"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Setting cgroupDriver systemd"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Docker cri received runtime config &RuntimeConfig{NetworkConfig:&NetworkConfig{PodCidr:,},}"
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Starting the GRPC backend for the Docker CRI interface."
Jan 01 00:00:01 node-3 cri-dockerd[689]: time="2026-01-01T00:00:01Z" level=info msg="Start cri-dockerd grpc backend"
$ ssh node-3 systemctl restart cri-docker
$ run 5s
$ ssh node-3 journalctl -u cri-docker -n 3
Jan 01 00:00:40 node-3 cri-dockerd[4800]: time="2026-01-01T00:00:40Z" level=info msg="Docker cri received runtime config &RuntimeConfig{NetworkConfig:&NetworkConfig{PodCidr:,},}"
Jan 01 00:00:40 node-3 cri-dockerd[4800]: time="2026-01-01T00:00:40Z" level=info msg="Starting the GRPC backend for the Docker CRI interface."
Jan 01 00:00:40 node-3 cri-dockerd[4800]: time="2026-01-01T00:00:40Z" level=info msg="Start cri-dockerd grpc backend"
