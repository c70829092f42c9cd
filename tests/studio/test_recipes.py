"""What the guide shows to copy works as it stands; the reference says what the repository's guide says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clusterviz.cluster import checkpoint
from lessons.course import starting
from lessons.course.format import parse
from lessons.course.playing import Walk, command
from lessons.course.proof import Playing, Result
from lessons.course.scripts import is_command, meant_to_fail, typed
from lessons.studio.recipes import CHECKS, LINES, SCENE, Recipe

pytestmark = pytest.mark.django_db(transaction=True)

STEP = """\
---
format: 1
id: recipe
title: Recipe
summary: One recipe.
minutes: 2
---

## One {{#one}}

{scene}```check
id: asked
{check}
```

```solution
{solution}
```

:::hint
Look at the guide.
:::
"""


@pytest.mark.parametrize("recipe", CHECKS, ids=lambda recipe: recipe.wanted)
def test_a_check_to_copy_is_false_before_its_solution_and_true_after(recipe: Recipe) -> None:
    scene = f"```scene\ndo: [{recipe.before}, settle]\n```\n\n" if recipe.before else ""
    lesson = parse(STEP.format(scene=scene, check=recipe.check, solution=recipe.solution), "recipe.md")
    result = Result(lesson.id, lesson.file)
    Playing(lesson, {}, 7, result, thorough=True).play()
    assert [str(failure) for failure in result.failures] == []


def test_the_scene_to_copy_is_there_when_the_step_begins() -> None:
    check, solution = "running: {name: web, count: 4}", "kubectl scale deployment web --replicas=4\nsettle"
    lesson = parse(STEP.format(scene=f"{SCENE}\n\n", check=check, solution=solution), "scene.md")
    result = Result(lesson.id, lesson.file)
    Playing(lesson, {}, 7, result, thorough=True).play()
    assert [str(failure) for failure in result.failures] == []


def test_each_line_to_copy_does_what_it_says() -> None:
    cluster = checkpoint.fork("three-nodes", 7)
    lesson = parse(starting.new("lines", "Lines"), "lines.md")
    walk = Walk(lesson.steps[0], cluster, {}, {})
    for what, line in [(what, line) for what, lines in LINES for line in lines.split("\n")]:
        trouble = walk.run(line)
        assert not trouble, (what, trouble)
        if is_command(line) and not meant_to_fail(line):
            walk.let_pass(5_000)
    assert command(cluster, typed("! kubectl delete pod no-such")).startswith("'kubectl delete pod no-such' ends with")


def test_a_command_that_nobody_knows_is_told_with_those_that_there_are() -> None:
    told = command(checkpoint.fork("three-nodes", 7), "power off node-2")
    assert told.startswith("'power off node-2' is no command here: bash: power: command not found. There are kubectl, ")
    assert "`fault node-2 off`" in told


def test_the_templates_words_are_found_as_long_as_they_stand_there() -> None:
    text = starting.new("mine", "Mine")
    found = [text.splitlines()[number - 1] for number in starting.left_over(text)]
    assert len(found) == len(starting.PLACEHOLDERS)
    for words in starting.PLACEHOLDERS:
        text = text.replace(words, "My own words")
    assert starting.left_over(text) == []


def test_the_reference_is_a_page_for_teachers(signed_in: Callable[[str], Client], client: Client) -> None:
    html = signed_in("anna").get(reverse("studio-format")).content.decode()
    assert "<h2>The proofs</h2>" in html
    assert "## Create a Pod {#create}" in html, "an example is shown as text"
    assert "python3 manage.py" not in html
    assert client.get(reverse("studio-format"), headers={"host": "localhost"}).status_code == 302
