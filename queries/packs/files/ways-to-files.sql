-- title: How do people get to their files, and how fast?
-- about: Files that were opened, by what led there within some minutes since the file opened before: quick access, a search, or folders; steps before, and seconds from the first of them. Direct: nothing of these.
-- grain: one row per way
-- tables: file_events
-- parameter: minutes number = 10; steps further back do not count
-- expect: seconds >= 0
-- chart: bar way seconds
WITH steps AS (
  SELECT
    user_id,
    event,
    ts,
    file_id,
    count(CASE WHEN event = 'file_opened' THEN 1 END) OVER (PARTITION BY user_id ORDER BY ts, _source ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS opened_before
  FROM model.file_events
  WHERE event IN ('file_opened', 'quick_access_clicked', 'search', 'folder_opened') AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
opened AS (
  SELECT
    o.user_id,
    o.opened_before,
    any_value(o.ts) AS opened_at,
    count(s.event) AS steps,
    min(s.ts) AS began,
    bool_or(s.event = 'quick_access_clicked' AND s.file_id = o.file_id) AS by_quick_access,
    bool_or(s.event = 'search') AS by_search
  FROM steps o
  LEFT JOIN steps s
    ON s.user_id = o.user_id AND s.opened_before = o.opened_before AND s.event <> 'file_opened' AND epoch(o.ts - s.ts) <= 60 * $minutes
  WHERE o.event = 'file_opened'
  GROUP BY o.user_id, o.opened_before
)
SELECT
  CASE WHEN steps = 0 THEN 'direct' WHEN by_quick_access THEN 'quick access' WHEN by_search THEN 'search' ELSE 'folders' END AS way,
  count(*) AS opened,
  avg(steps) AS steps,
  median(epoch(opened_at - began)) AS seconds
FROM opened
GROUP BY 1
ORDER BY opened DESC, way
