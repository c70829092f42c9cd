"""Where we differ: kubectl."""

from __future__ import annotations

from .rows import ABSENT, SIMPLIFIED, Area, Difference

AREA = Area(
    "kubectl",
    (
        Difference(
            "Recorded session explain-basic",
            SIMPLIFIED,
            "kubectl explain takes its texts from a schema package that does not say what each allowed value of a field means, "
            "nor what an IntOrString is: five answers of that session lack these sentences.",
        ),
        Difference(
            "The prompt prints what kubectl prints",
            SIMPLIFIED,
            "The everyday commands, through the same API server as everybody else, compared with a real kubectl 1.33. "
            "proxy, plugins and completion are for a machine of your own, and say so. --help is in our own words; config set, "
            "unset and their like are not here.",
            "tests/tools/test_recorded_by_kubectl.py",
        ),
        Difference(
            "Rare corners of kubectl",
            SIMPLIFIED,
            "Templates of Go know no define and no template. A server-side apply over an object that was applied otherwise, with a file "
            "that leaves much out, is refused where kubectl warns, and takes over fewer fields when another manager was there. "
            "Several names with get -w, set image with a name and --all, set image -f --local on what has no Pods, and set env --list "
            "of unknown kinds have other sentences. An item of a List without a kind, and several unreadable documents, are told "
            "in another order.",
        ),
        Difference(
            "kustomize and -k",
            SIMPLIFIED,
            "Compared with a real kubectl 1.33, folder by folder: resources, components, generators, patches, names, labels, "
            "images, replicas. What else a kustomization can say (replacements, vars, Helm charts, plugins, addresses in "
            "the internet) is refused with a sentence.",
            "tests/tools/test_kustomize.py",
        ),
        Difference(
            "kubectl port-forward",
            SIMPLIFIED,
            "A port of your own that leads into a Pod is a small browser below the command: each visit is one request of HTTP "
            "that walks through the API server and the kubelet. Other protocols are not carried.",
            "tests/tools/test_port_forward.py",
        ),
        Difference(
            "kubectl edit",
            SIMPLIFIED,
            "The editor is the page's YAML tab (or KUBE_EDITOR, a program of this shell); the patch, the messages and the second "
            "try with the server's reasons are kubectl's.",
        ),
        Difference(
            "The shell of the prompt",
            SIMPLIFIED,
            "It has pipes, &&, ||, ;, redirections, here-documents and $(…), files, and the usual small tools; no variables (so no $? "
            "either) and no loops. The shells in containers have them.",
        ),
        Difference(
            "kubectl attach, exec -it, run -it, cp",
            SIMPLIFIED,
            "What a container writes is shown; there is no keyboard behind it, so a shell that is started in it reads nothing and "
            "ends: give exec its command instead. Files are text, and carried by the container's shell "
            "and cat instead of tar.",
        ),
        Difference(
            "A command may make and read as much as the machine bears",
            SIMPLIFIED,
            "Texts of 4 MiB, JSON and YAML of 60 levels, scripts within scripts 20 deep, quantities of 100 digits: what goes "
            "beyond is refused with a sentence. Patterns of grep and sed have no back-references.",
        ),
        Difference(
            "Your own kubectl, from your own terminal",
            ABSENT,
            "The prompt on the page is the only way in so far.",
        ),
    ),
)
