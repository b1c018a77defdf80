"""Reads sheets with other YAML readers and tells where they take something else than we meant.

Standard input: JSON, a list of {"yaml": text, "value": what it means}, and "schema", the JSON Schema of a
sheet; "schemas", others that are checked for being schemas at all.
Standard output: one line a reader, `NAME: N read` or `NAME: not installed`. Exit status 1 on any difference.

PyYAML reads YAML 1.1, ruamel.yaml YAML 1.2; jsonschema checks what they read against the published schema.
"""

import json
import sys


def pyyaml():
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [yaml.safe_load, lambda text: yaml.load(text, Loader=loader)]


def ruamel():
    from ruamel.yaml import YAML

    return [YAML(typ="safe", pure=True).load]


def validator():
    import jsonschema

    return jsonschema.Draft202012Validator


def without_digests(sheet):
    for entry in [sheet["source"], *sheet["facts"], *sheet["readings"]]:
        entry.pop("digest", None)
    return sheet


def main():
    job = json.load(sys.stdin)
    faults = 0
    try:
        check = validator()(job["schema"])
        for schema in [job["schema"], *job["schemas"]]:
            check.check_schema(schema)
    except ImportError:
        check = None
    print("jsonschema:", "not installed" if check is None else "in use")
    for name, make in [("PyYAML", pyyaml), ("ruamel.yaml", ruamel)]:
        try:
            readers = make()
        except ImportError:
            print(f"{name}: not installed")
            continue
        for case in job["cases"]:
            for read in readers:
                try:
                    sheet = read(case["yaml"])
                    found = [error.message for error in check.iter_errors(sheet)] if check else []
                    if without_digests(sheet) != case["value"]:
                        found.append(f"read {sheet!r}\nmeant {case['value']!r}")
                except Exception as error:  # a reader that refuses the text
                    found = [repr(error)]
                for fault in found:
                    faults += 1
                    print(f"{name}: {fault}\nin\n{case['yaml']}", file=sys.stderr)
        print(f"{name}: {len(job['cases'])} read")
    sys.exit(1 if faults else 0)


main()
