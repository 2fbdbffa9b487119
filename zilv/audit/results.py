"""Everything an audit leaves behind, made from its findings: the summary, the two tables, the report."""

from pathlib import Path

import msgspec
import pyarrow as pa

from zilv.audit.findings_csv import write_csv
from zilv.audit.report.page import ROWS_MAX, render_report
from zilv.audit.summary import Basis, summarise
from zilv.audit.summary_keys import Summary, Words
from zilv.audit.words import Lang
from zilv.audit.workbook import write_workbook
from zilv.audit.worst import worst

FILES: dict[str, Words] = {
    "report.html": {"zh": "报告：用浏览器打开", "en": "the report: open it in a browser"},
    "findings.xlsx": {"zh": "问题清单：Excel", "en": "the findings for a spreadsheet"},
    "findings.csv": {"zh": "全部问题", "en": "all findings"},
    "findings.parquet": {"zh": "全部问题：供分析", "en": "all findings, for analysis"},
    "summary.json": {"zh": "汇总：供程序读取", "en": "the summary, for machines"},
    "history.parquet": {
        "zh": "每一条问题的沿革：何时被何条替代",
        "en": "every finding there ever was, and what superseded it",
    },
    "rejected.csv": {"zh": "未能读入的行及原因", "en": "the rows that could not be read, and why"},
}
"""What stands in the folder of results, in the order in which a person wants it."""


def write_results(folder: Path, attempts: pa.Table, basis: Basis, lang: Lang) -> Summary:
    """From `folder / findings.parquet`, write the other files of `FILES` beside it; returns the summary."""
    findings = folder / "findings.parquet"
    summary = summarise(findings, attempts, basis)
    (folder / "summary.json").write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=2))
    write_csv(folder / "findings.csv", findings)
    write_workbook(folder / "findings.xlsx", summary, findings)
    report = render_report(summary, worst(findings, ROWS_MAX), basis.law, lang)
    (folder / "report.html").write_text(report, "utf-8")
    return summary
