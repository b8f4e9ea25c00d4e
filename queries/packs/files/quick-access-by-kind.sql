-- title: For which files and devices is it right?
-- about: Files in quick access lists by their type and the platform, and how many of them were clicked.
-- grain: one row per type and platform
-- tables: file_events, files
-- chart: bar file_type clicked_pct by platform
SELECT
  coalesce("files.file_type", '(none)') AS file_type,
  coalesce(platform, '(none)') AS platform,
  count(*) FILTER (WHERE event = 'quick_access_shown') AS shown,
  count(*) FILTER (WHERE event = 'quick_access_clicked') AS clicked,
  100 * count(*) FILTER (WHERE event = 'quick_access_clicked') / nullif(count(*) FILTER (WHERE event = 'quick_access_shown'), 0) AS clicked_pct
FROM model.file_events
WHERE event IN ('quick_access_shown', 'quick_access_clicked') AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1, 2
ORDER BY shown DESC, file_type, platform
