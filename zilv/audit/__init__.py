"""Audits every past attempt and shows what it found.

What a run writes comes from separate functions, each of which reads findings from a table or a Parquet file:
`summary.summarise(findings, attempts, Basis(...))` gives `summary.json` (its keys: `summary_keys`),
`worst.worst(findings, page.ROWS_MAX)` the rows for `report.page.render_report(summary, rows, law, lang)`,
`workbook.write_workbook(path, summary, findings)` and `findings_csv.write_csv(path, findings)` the two tables, and
`console.print_summary(console, summary, lang, files)` what a terminal shows.
"""
