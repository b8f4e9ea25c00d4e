-- title: Where do viewers stop?
-- about: Views longer than 30 seconds that came at least so far into the title, by percent of its length.
-- grain: one row per 5 percent
-- tables: fact_viewing_sessions, dim_content
-- parameter: title text; only views of this title
-- expect: percent unique
-- expect: still_there_pct between 0 and 100
-- chart: line percent still_there_pct
WITH views AS (
  SELECT completion_pct AS reached
  FROM model.fact_viewing_sessions
  WHERE watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
    AND completion_pct IS NOT NULL AND ($title IS NULL OR "dim_content.content_name" = $title)
),
steps AS (
  SELECT unnest(range(0, 101, 5)) AS percent
)
SELECT
  percent,
  count(*) FILTER (WHERE reached >= percent) AS views,
  100 * count(*) FILTER (WHERE reached >= percent) / count(*) AS still_there_pct
FROM steps
CROSS JOIN views
GROUP BY percent
ORDER BY percent
