-- title: Are series watched to their end, and how fast?
-- about: Viewers who began a series, those who finished enough of its episodes (90 percent of an episode's length), and the hours between the starts of two episodes that follow one another.
-- grain: one row per series
-- tables: fact_viewing_sessions, dim_content
-- parameter: percent number = 80; episodes that have to be finished, in percent
-- expect: series unique
-- expect: completed_pct between 0 and 100
-- chart: bar series completed_pct
WITH episodes AS (
  SELECT series_name::VARCHAR AS series, count(DISTINCT content_key) AS episodes
  FROM model.dim_content
  WHERE series_name IS NOT NULL
  GROUP BY 1
),
views AS (
  SELECT
    user_id,
    "dim_content.series_name"::VARCHAR AS series,
    "dim_content.episode_number" AS episode,
    min(ts) AS began,
    max(completion_pct) >= 90 AS is_finished
  FROM model.fact_viewing_sessions
  WHERE "dim_content.series_name" IS NOT NULL AND watched_seconds > 30 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
gaps AS (
  SELECT a.series, median(epoch(b.began - a.began) / 3600) AS hours
  FROM views a
  JOIN views b ON b.user_id = a.user_id AND b.series = a.series AND b.episode = a.episode + 1 AND b.began >= a.began
  GROUP BY a.series
),
viewers AS (
  SELECT user_id, series, count(*) FILTER (WHERE is_finished) AS finished FROM views GROUP BY ALL
)
SELECT
  series,
  any_value(episodes) AS episodes,
  count(*) AS viewers,
  avg(finished) AS finished_per_viewer,
  count(*) FILTER (WHERE 100 * finished >= $percent * episodes) AS completed,
  100 * count(*) FILTER (WHERE 100 * finished >= $percent * episodes) / count(*) AS completed_pct,
  any_value(hours) AS median_hours_between
FROM viewers
JOIN episodes USING (series)
LEFT JOIN gaps USING (series)
GROUP BY series
ORDER BY viewers DESC, series
