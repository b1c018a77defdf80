#!/usr/bin/env python3
"""Fact sheets and a comparison of a large corpus with Apache Spark.

usage: spark-submit compare_on_spark.py --records RECORDS --brief BRIEF.yaml --output FILE
                    [--evenhand PROGRAM] [--parts N] [--sheets FOLDER]

RECORDS is anything that Spark reads as lines (a file, a folder, an object store): one JSON object a line as
`evenhand extract --jsonl` takes them. The comparison is written to FILE as JSON, the same bytes as on one machine,
however the lines were spread and in whatever order they came. With --sheets the fact sheets are kept too.
"""

import argparse
import json
import shlex
import subprocess
import sys

from pyspark.sql import SparkSession


def by_id(line):
    """A part with one sheet; the line itself is the value, so that no byte of it changes."""
    return {json.loads(line)["id"]: line}


def union(one, other):
    """Joins two parts. Associative, commutative, idempotent: what Spark needs to join them in any order."""
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            raise ValueError(f"there are two different sheets of the text {name!r}")
    return {**one, **other}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", required=True)
    parser.add_argument("--brief", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--evenhand", default="evenhand")
    parser.add_argument("--parts", type=int, default=0)
    parser.add_argument("--sheets")
    arguments = parser.parse_args()

    spark = SparkSession.builder.appName("evenhand").getOrCreate()
    lines = spark.sparkContext.textFile(arguments.records)
    if arguments.parts:
        lines = lines.repartition(arguments.parts)
    # One thread a task: Spark spreads the tasks over the cores. With checkCode a fault in a record fails the job.
    worker = shlex.join([arguments.evenhand, "extract", "--jsonl", "--with-runs", "--quiet", "--jobs", "1"])
    sheets = lines.pipe(worker, checkCode=True)
    if arguments.sheets:
        sheets = sheets.cache()
        sheets.saveAsTextFile(arguments.sheets)
    joined = sheets.map(by_id).treeReduce(union)
    spark.stop()

    compare = [arguments.evenhand, "compare", "--brief", arguments.brief]
    with open(arguments.output, "wb") as output:
        text = "".join(line + "\n" for line in joined.values())
        sys.exit(subprocess.run(compare, input=text.encode(), stdout=output, check=False).returncode)


main()
