-- title: Which shares hold, which ran out?
-- about: Shares at a moment by permission: holding, run out (expired and never revoked), and revoked; of those that hold, how many run out within 30 days.
-- grain: one row per permission level
-- tables: file_events, file_shares, permission_levels
-- parameter: now datetime; the moment, or the newest event
-- chart: stacked permission holding expired revoked
WITH span AS (
  SELECT coalesce($now, max(ts)) AS moment FROM model.file_events
)
SELECT
  coalesce(l.name, '(none)') AS permission,
  count(*) AS shares,
  count(*) FILTER (WHERE is_active AND (expires_at IS NULL OR expires_at > moment)) AS holding,
  count(*) FILTER (WHERE is_active AND expires_at > moment AND epoch(expires_at - moment) <= 30 * 86400) AS soon_over,
  count(*) FILTER (WHERE is_active AND expires_at <= moment) AS expired,
  count(*) FILTER (WHERE NOT is_active) AS revoked
FROM span, model.file_shares
LEFT JOIN model.permission_levels l USING (permission_level_id)
GROUP BY l.name, l.permission_priority
ORDER BY l.permission_priority DESC NULLS LAST
