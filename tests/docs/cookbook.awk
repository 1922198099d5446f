# A test of docs/cookbook.md, made of the page itself:
#   awk -f tests/docs/cookbook.awk docs/cookbook.md
# A block of code with a check in a comment after it is a test case; another stands at file level.
BEGIN { print "// Made of docs/cookbook.md.\n#include <catch.hpp>\n\n#include <cmath>\n" }
/^## / { title = substr($0, 4) }
after {
  if (sub(/^<!-- check: /, "") && sub(/ -->$/, "")) {
    print "TEST_CASE(\"cookbook: " title "\") {\n" code $0 "\n}\n"
  } else {
    print code
  }
  after = 0
}
/^```/ && inside { inside = 0; after = 1; next }
/^```cpp$/ { inside = 1; code = ""; next }
inside { code = code $0 "\n" }
END { if (after || inside) { print "#error the page ends within a block" } }
