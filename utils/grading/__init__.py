"""What homeworks are graded with: parts and their points, functions called on their own, a copy to work in."""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # jsonschema compiles its grammar at import, 1.4 s; no notebook needs it
