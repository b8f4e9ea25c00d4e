-- title: Who has access to what, and by which way?
-- about: Users with access to a file at a moment, as its owner, by a share of it or of a folder above it, with them or with a group they are in (groups in groups too); with all ways and the highest permission.
-- grain: one row per user and file
-- tables: file_events, files, file_shares, permission_levels, group_memberships, folder_hierarchy
-- parameter: user text; only for this user
-- parameter: file text; only of the file of this name
-- parameter: now datetime; the moment, or the newest event
WITH RECURSIVE span AS (
  SELECT coalesce($now, max(ts)) AS moment FROM model.file_events
),
holding AS (
  SELECT file_id::VARCHAR AS file, folder_id::VARCHAR AS folder, user_id::VARCHAR AS person, group_id::VARCHAR AS team, permission_level_id
  FROM model.file_shares, span
  WHERE is_active AND (expires_at IS NULL OR expires_at > moment)
),
members AS (
  SELECT group_id::VARCHAR AS team, user_id::VARCHAR AS person, member_group_id::VARCHAR AS inner_team
  FROM model.group_memberships
  WHERE is_active
),
nested AS (
  SELECT DISTINCT team, team AS inside FROM members
  UNION
  SELECT nested.team, m.inner_team
  FROM nested
  JOIN members m ON m.team = nested.inside
  WHERE m.inner_team IS NOT NULL
),
people AS (
  SELECT DISTINCT nested.team, m.person
  FROM nested
  JOIN members m ON m.team = nested.inside
  WHERE m.person IS NOT NULL
),
above AS (
  SELECT folder_id::VARCHAR AS folder, folder_id::VARCHAR AS outer_folder FROM model.folder_hierarchy
  UNION
  SELECT above.folder, h.parent_folder_id::VARCHAR
  FROM above
  JOIN model.folder_hierarchy h ON h.folder_id::VARCHAR = above.outer_folder
  WHERE h.parent_folder_id IS NOT NULL
),
shared AS (
  SELECT f.file_id::VARCHAR AS file, h.person, h.team, h.permission_level_id, '' AS place
  FROM model.files f
  JOIN holding h ON h.file = f.file_id::VARCHAR
  UNION ALL
  SELECT f.file_id::VARCHAR, h.person, h.team, h.permission_level_id, ' of a folder'
  FROM model.files f
  JOIN above ON above.folder = f.parent_folder_id::VARCHAR
  JOIN holding h ON h.folder = above.outer_folder
),
ways AS (
  SELECT owner_user_id::VARCHAR AS person, file_id::VARCHAR AS file, 'owner' AS way, NULL AS permission_level_id FROM model.files
  UNION ALL
  SELECT person, file, 'share' || place, permission_level_id FROM shared WHERE person IS NOT NULL
  UNION ALL
  SELECT people.person, file, 'share' || place || ' with a group', permission_level_id FROM shared JOIN people USING (team)
)
SELECT
  w.person AS user_id,
  any_value(file_name) AS file_name,
  count(DISTINCT way) AS way_count,
  string_agg(DISTINCT way, ', ' ORDER BY way) AS ways,
  CASE WHEN bool_or(way = 'owner') THEN 'owner' ELSE arg_max(l.name, l.permission_priority) END AS permission
FROM ways w
JOIN model.files f ON f.file_id::VARCHAR = w.file
LEFT JOIN model.permission_levels l USING (permission_level_id)
WHERE ($user IS NULL OR w.person = $user) AND ($file IS NULL OR file_name = $file)
GROUP BY w.person, w.file
ORDER BY file_name, user_id
