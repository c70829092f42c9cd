"""What a new lesson begins with: small, whole, and proved as it stands."""

from __future__ import annotations

import json

SIGNS = ":#\"'{}[]&*!|>%@`\\?,-"
TEMPLATE = """\
---
format: 1
id: {id}
title: {title}
summary: What the learner will know afterwards, in one sentence.
minutes: 2
level: beginner
concepts: [{id}]
objectives: ["Say what a Pod is"]
kubernetes: "1.36"
cluster: {{preset: three-nodes, seed: 7, pace: cinema}}
allow: [kubectl, fault]
---

Two or three sentences before the first step: why this is worth knowing.

## A first step {{#first}}

One idea a step. Say what to do, and let the learner predict before they look.

```predict
id: who
ask: Which component writes the node's name into the Pod?
options: {{kube-scheduler: the scheduler, kubelet: a kubelet}}
answer_from: decisions.filter(d, d.kind == "Bound")[0].component
feedback:
  kube-scheduler: Right. It posts a Binding.
  kubelet: A kubelet only starts what is bound to its node already.
gate: true
```

```action
label: Create a Pod
run: kubectl run web --image=nginx
```

```check
id: runs
mode: edge
task: The Pod **web** runs
running: web
```

:::hint
The verb is `run`. It needs a name and an image.
:::

```solution
kubectl run web --image=nginx
settle
```

```wrong
run: [kubectl create namespace web, settle]
expect: runs
```

:::explain
What happened, and why. It is shown when the step is done.
:::

:::instructor
What to ask the class. Learners never see this.
:::
"""


# What stands in the template to be written anew.
PLACEHOLDERS = (
    "What the learner will know afterwards, in one sentence.",
    "Say what a Pod is",
    "Two or three sentences before the first step: why this is worth knowing.",
    "A first step",
    "One idea a step. Say what to do, and let the learner predict before they look.",
    "What happened, and why. It is shown when the step is done.",
    "What to ask the class. Learners never see this.",
)


def left_over(text: str) -> list[int]:
    """The lines, counted from 1, in which the template's words still stand: a lesson may be proved, and not yet written."""
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if any(words in line for words in PLACEHOLDERS)]


def new(lesson_id: str, title: str) -> str:
    """The text of a new lesson. A title that YAML would read otherwise stands in quotes."""
    plain = not any(sign in title for sign in SIGNS)
    return TEMPLATE.format(id=lesson_id, title=title if plain else json.dumps(title, ensure_ascii=False))
