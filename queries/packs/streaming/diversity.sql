-- title: How widely do viewers watch?
-- about: Viewers by the number of genres that they viewed, with their mean number of titles and hours.
-- grain: one row per number of genres
-- tables: fact_viewing_sessions, dim_content
-- chart: bar genres viewers
WITH viewers AS (
  SELECT
    user_id,
    count(DISTINCT "dim_content.genre") AS genres,
    count(DISTINCT content_key) AS titles,
    sum(watched_seconds) / 3600 AS hours
  FROM model.fact_viewing_sessions
  WHERE watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
)
SELECT genres, count(*) AS viewers, avg(titles) AS titles_per_viewer, avg(hours) AS hours_per_viewer
FROM viewers
GROUP BY genres
ORDER BY genres
