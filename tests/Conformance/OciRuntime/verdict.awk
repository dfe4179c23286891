# Reads what a program of the validation suite printed (TAP), and says "pass" or "FAIL: why".
# - A failed assertion fails the program; so does an end by a signal or with another code than 0.
# - The programs of the hooks assert nothing: they tell a failure by an "error" in the YAML below the version.
/^ *(not )?ok [0-9]+/ { asserted = 1 }
/^ *not ok [0-9]+/ && why == "" { why = $0; sub(/^ *not ok [0-9]+ *(- )?/, "", why) }
/^ *"error": / && error == "" { error = $0; sub(/^ *"error": "?/, "", error); sub(/"?,?$/, "", error); sub(/\\nRefer.*/, "", error) }
/[^ ]/ { before = last; last = $0 }
END {
    if (why != "") print "FAIL: " why
    else if (!asserted && error != "") print "FAIL: " error
    else if (status == 124 || status == 137) print "FAIL: still running after two minutes"
    else if (status != 0) print "FAIL: " (last ~ /^exit status/ ? before : last)
    else print "pass"
}
