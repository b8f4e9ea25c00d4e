-- title: Which files are shared with whom, by name or by a group?
-- about: Files shared with a user directly or with a group they are in, by shares that hold at a moment; with the highest permission. Folders and groups in groups are left aside.
-- grain: one row per user and file
-- tables: file_events, files, file_shares, permission_levels, group_memberships
-- parameter: user text; only for this user
-- parameter: now datetime; the moment, or the newest event
WITH span AS (
  SELECT coalesce($now, max(ts)) AS moment FROM model.file_events
),
holding AS (
  SELECT file_id::VARCHAR AS file, user_id::VARCHAR AS person, group_id::VARCHAR AS team, permission_level_id
  FROM model.file_shares, span
  WHERE is_active AND file_id IS NOT NULL AND (expires_at IS NULL OR expires_at > moment)
),
ways AS (
  SELECT person, file, 'direct' AS way, permission_level_id FROM holding WHERE person IS NOT NULL
  UNION ALL
  SELECT m.user_id::VARCHAR, file, 'group', permission_level_id
  FROM holding
  JOIN model.group_memberships m ON m.group_id::VARCHAR = team AND m.is_active AND m.user_id IS NOT NULL
)
SELECT
  person AS user_id,
  any_value(file_name) AS file_name,
  count(DISTINCT way) AS way_count,
  string_agg(DISTINCT way, ', ' ORDER BY way) AS ways,
  arg_max(l.name, l.permission_priority) AS permission
FROM ways
JOIN model.files f ON f.file_id::VARCHAR = file
LEFT JOIN model.permission_levels l USING (permission_level_id)
WHERE $user IS NULL OR person = $user
GROUP BY person, file
ORDER BY person, file_name
