-- title: Does the first episode hook?
-- about: Viewers of a series' first episode, those who finished it (90 percent of its length), and those who went on to the second.
-- grain: one row per series
-- tables: fact_viewing_sessions, dim_content
-- expect: hook_pct between 0 and 100
-- chart: bar series hook_pct went_on_pct
WITH viewers AS (
  SELECT
    user_id,
    "dim_content.series_name"::VARCHAR AS series,
    bool_or("dim_content.episode_number" = 1) AS has_begun,
    coalesce(bool_or("dim_content.episode_number" = 1 AND completion_pct >= 90), false) AS has_finished,
    bool_or("dim_content.episode_number" = 2) AS went_on
  FROM model.fact_viewing_sessions
  WHERE "dim_content.series_name" IS NOT NULL AND watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  series,
  count(*) AS began,
  count(*) FILTER (WHERE has_finished) AS finished,
  100 * count(*) FILTER (WHERE has_finished) / count(*) AS hook_pct,
  100 * count(*) FILTER (WHERE went_on) / count(*) AS went_on_pct
FROM viewers
WHERE has_begun
GROUP BY series
ORDER BY began DESC, series
