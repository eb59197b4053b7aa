"""Texts that try to become code: our own corpus, by family. ``%`` stands for the code that tells that it ran."""

from __future__ import annotations

CODE = "window.fired=(window.fired||0)+1"

FIRES = [
    # tags
    "<script>%</script>",
    "<ScRiPt>%</sCrIpT>",
    "<script >%</script >",
    "<script\n>%</script>",
    "<script/x>%</script>",
    "--><script>%</script>",
    "]]><script>%</script>",
    "</title><script>%</script>",
    "</script><script>%</script>",
    "</style><script>%</script>",
    "</textarea><script>%</script>",
    "</noscript><script>%</script>",
    "</table></div></main><script>%</script>",
    # events of elements
    "<img src=x onerror=%>",
    "<img src=x onerror='%'>",
    '<img src=x onerror="%">',
    "<img/src=x/onerror=%>",
    "<IMG SRC=x ONERROR=%>",
    "<img src onerror=%>",
    "<svg onload=%>",
    "<svg/onload=%>",
    "<svg><script>%</script></svg>",
    "<svg><g onload=%></g></svg>",
    "<svg><animate onbegin=% attributeName=x dur=1s>",
    "<body onload=%>",
    "<video src=x onerror=%></video>",
    "<video><source onerror=%></video>",
    "<audio src=x onerror=%></audio>",
    "<input autofocus onfocus=%>",
    "<details open ontoggle=%><summary>x</summary></details>",
    "<iframe srcdoc='<script>parent.%</script>'></iframe>",
    "<iframe onload=%></iframe>",
    "<object data=x onerror=%></object>",
    "<style onload=%></style>",
    "<link rel=stylesheet href=x onerror=%>",
    "<math><mtext><img src=x onerror=%></mtext></math>",
    "<template><b></b></template><img src=x onerror=%>",
    "<x tabindex=1 autofocus onfocus=%>x</x>",
]
"""Payloads that fire where they are not escaped; the control page proves that they do."""

QUIET = [
    # attribute and script break-outs, which need their own context to fire
    '" autofocus onfocus=% x="',
    "' onmouseover=% x='",
    '"><img src=x onerror=%>',
    "'><img src=x onerror=%>",
    "javascript:%",
    " javascript:%",
    "data:text/html,<script>%</script>",
    "';%;//",
    '";%;//',
    "\\';%;//",
    "*/%/*",
    "`${%}`",
    "\u2028%\u2029",
    # template, Markdown and YAML tricks
    "{{ 7*7 }}{% raw %}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{%- include 'run.html' -%}",
    "[x](javascript:%)",
    "![x](x){ onerror=% }",
    "<http://x onmouseover=%>",
    "# Title {: onclick=% }",
    '--8<-- "/etc/passwd"',
    "!!python/object/apply:os.system ['true']",
    "---\ntitle: <script>%</script>\n---",
    # names that collide
    "__proto__",
    "constructor",
    "../../../../etc/passwd",
    "..\\..\\x",
    "con",
    '=HYPERLINK("http://x")',
    "\u202egpj.exe",
    "&lt;script&gt;%&lt;/script&gt;",
    "&#60;script&#62;%&#60;/script&#62;",
    "+ADw-script+AD4-%+ADw-/script+AD4-",
    "$\\frac{$",
    "XR0body0RX",
]
"""Payloads that need another context than plain HTML to fire; tried in every field all the same."""


def fill(payload: str) -> str:
    """Put the code in."""
    return payload.replace("%}", "\0").replace("{%", "\1").replace("%", CODE).replace("\0", "%}").replace("\1", "{%")


ALL = [fill(payload) for payload in (*FIRES, *QUIET)]
