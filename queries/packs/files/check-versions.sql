-- title: Do files and versions hold together?
-- about: Files whose current version is not there, belongs to another file, or is not the newest, and files without any version; with one of each.
-- grain: one row per kind of fault
-- tables: files, file_versions
WITH newest AS (
  SELECT file_id::VARCHAR AS file, arg_max(version_id::VARCHAR, created_at) AS version FROM model.file_versions GROUP BY 1
),
checked AS (
  SELECT
    f.file_name,
    f.current_version_id::VARCHAR AS said,
    v.file_id::VARCHAR AS of_file,
    f.file_id::VARCHAR AS file,
    newest.version
  FROM model.files f
  LEFT JOIN model.file_versions v ON v.version_id::VARCHAR = f.current_version_id::VARCHAR
  LEFT JOIN newest ON newest.file = f.file_id::VARCHAR
),
found AS (
  SELECT 1 AS place, file_name FROM checked WHERE said IS NOT NULL AND of_file IS NULL
  UNION ALL
  SELECT 2, file_name FROM checked WHERE of_file <> file
  UNION ALL
  SELECT 3, file_name FROM checked WHERE of_file = file AND version <> said
  UNION ALL
  SELECT 4, file_name FROM checked WHERE version IS NULL
),
kinds AS (
  SELECT
    unnest(['current version is not there', 'current version is of another file', 'current version is not the newest', 'no version']) AS fault,
    unnest(range(1, 5)) AS place
)
SELECT fault, count(file_name) AS files, min(file_name) AS example
FROM kinds
LEFT JOIN found USING (place)
GROUP BY fault, place
ORDER BY place
