# Names at namespace level that stand without a '///' before them:
#   awk -f tests/documented.awk <header>...
# Prints them and exits 1.  Declarations of a namespace begin in the first column, its members not.
FNR == 1 { in_detail = 0; begins = 1; documented = 0 }
/^namespace detail|^namespace .*::detail/ { in_detail = 1 }
/^}  \/\/ namespace.*detail/ { in_detail = 0 }
/^\/\/\// { documented = 1; begins = 1; next }
/^\/\// { next }
/^#/ || /^namespace/ || /^}/ || /^ *$/ { documented = 0; begins = 1; next }
/^[A-Za-z]/ && begins && !in_detail {
  forward = /^(struct|class) [a-z_]+;/
  member = /^[^(]*[a-z>]::[a-z_~]+\(/ && !/^using/
  trailing = /\/\/\/< /
  if (!documented && !forward && !member && !trailing && !/^static_assert/) {
    printf "%s:%d: no '///' before: %s\n", FILENAME, FNR, $0
    faults++
  }
}
{ documented = 0; begins = /;[^;]*$/ && /^[^ ]/ || /^}/ }
END { exit faults > 0 }
