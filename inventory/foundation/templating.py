"""Templates that are read once for each language, and then hold its words.

A page asks for some fifty sentences and thirty icons, and most are the same each time. So when a template is
read, `_("Scan or type a code")` becomes the Dutch sentence and `icon("scan")` its drawing, as if they had been
typed there. What has a blank in it keeps its blank, and is escaped as before. And what is called by its name is
called as it stands. There is one set of templates
for each language; which one a page is drawn from is the reader's language at that moment.
"""

from collections.abc import Hashable, MutableMapping
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from flask import Flask, current_app
from flask.templating import Environment
from flask_babel import force_locale, gettext
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from inventory.foundation import marks
from inventory.foundation.tongue import tongue


class WordsAreText(CodeGenerator):
    """Compiles a template after the sentences and marks that never differ have been written out."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802 - Jinja's name for it
        """Write out first, then compile."""
        tongue = getattr(self.environment, "tongue", "")
        if tongue:
            is_html = nodes.EvalContext(self.environment, self.name).autoescape
            node = _WriteOut(tongue, is_html).visit(node)
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - as above
        """A call by name, as Python calls: Jinja asks of each call at run time whether it wants the page passed."""
        if forward_caller or not self._is_plain(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")

    def _is_plain(self, node: nodes.Call) -> bool:
        """Is it called by a name of ours that wants nothing but what stands between its brackets?"""
        return (
            bool(getattr(self.environment, "tongue", ""))
            and nodes.EvalContext(self.environment, self.name).autoescape
            and isinstance(node.node, nodes.Name)
            and not hasattr(self.environment.globals.get(node.node.name), "jinja_pass_arg")
            and node.dyn_args is None
            and node.dyn_kwargs is None
            and not any(iskeyword(given.key) for given in node.kwargs)
        )


class _WriteOut(NodeTransformer):
    """Replaces what is the same each time in one language by what it says."""

    def __init__(self, tongue: str, is_html: bool) -> None:
        self.tongue = tongue
        self.is_html = is_html

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name for it
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        if node.node.name == "_":
            return self.sentence(node)
        if node.node.name in marks.ALWAYS_ALIKE and self.is_html:
            return self.mark(node)
        return node

    def sentence(self, node: nodes.Call) -> nodes.Node:
        """A sentence in this language; with `%` its blanks are filled as Jinja's own gettext fills them."""
        [words] = node.args
        if not isinstance(words, nodes.Const):
            return node
        with force_locale(self.tongue):
            said = gettext(words.value)
        if not node.kwargs:
            return self._safe(said % {}).set_lineno(node.lineno)
        blanks = [nodes.Pair(nodes.Const(blank.key), blank.value) for blank in node.kwargs]
        return nodes.Mod(self._safe(said), nodes.Dict(blanks)).set_lineno(node.lineno)

    def mark(self, node: nodes.Call) -> nodes.Node:
        """A mark as it will always look, when everything about it is known."""
        named = {given.key: given.value for given in node.kwargs}
        if not all(isinstance(value, nodes.Const) for value in (*node.args, *named.values())):
            return node
        known = [value.value for value in node.args if isinstance(value, nodes.Const)]
        details = {key: value.value for key, value in named.items() if isinstance(value, nodes.Const)}
        drawn = marks.ALWAYS_ALIKE[node.node.name](*known, **details)  # type: ignore[attr-defined]  # a Name, as asked above
        return self._safe(str(drawn)).set_lineno(node.lineno)

    def _safe(self, text: str) -> nodes.Expr:
        return nodes.MarkSafe(nodes.Const(text)) if self.is_html else nodes.Const(text)


#: as many different menus and rails as the pages of one process show over and over
_DRAWN = 2000


def drawn_once(template: str, macro: str, *facts: Hashable) -> Markup:
    """What a macro draws of these facts in the reader's language; drawn once for the same facts.

    Only for a macro that looks at its facts and at nothing else. For what a page shows again and again: its menu.
    """
    return _drawn(template, macro, tongue(), facts)


@lru_cache(_DRAWN, typed=True)
def _drawn(template: str, macro: str, _tongue: str, facts: tuple[Hashable, ...]) -> Markup:
    drawn: Markup = getattr(current_app.jinja_env.get_template(template).module, macro)(*facts)
    return drawn


class Templates(Environment):
    """All templates; asked for one, it gives the one in the reader's language."""

    code_generator_class = WordsAreText
    #: the language that these are written in; empty for the shelf on which all languages stand
    tongue = ""

    def __init__(self, app: Flask, **options: Any) -> None:
        """No language has been asked for yet."""
        super().__init__(app, **options)
        self.tongues: dict[str, Templates] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template of this name in the reader's language."""
        if self.tongue:
            return super().get_template(name, parent, globals)
        return self.speaking(tongue()).get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template may name: one dictionary for all, for a page copies it for each of its parts."""
        return super().make_globals(d) if d else self.globals

    def speaking(self, tongue: str) -> "Templates":
        """The templates in one language; read as they are asked for."""
        if tongue not in self.tongues:
            written: Any = self.overlay()
            written.tongue = tongue
            self.tongues[tongue] = written
        return self.tongues[tongue]
