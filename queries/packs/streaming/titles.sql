-- title: Which titles are watched, and watched through?
-- about: Views (longer than some seconds, pauses left out), viewers and hours of each title, the mean view, how much of the title lies before where it was left, and viewers who saw it again.
-- grain: one row per title with a view
-- tables: fact_viewing_sessions, dim_content
-- parameter: seconds integer = 30; a view is longer than this
-- chart: bar title viewers
WITH viewed AS (
  SELECT
    content_key,
    user_id,
    count(*) AS views,
    sum(watched_seconds) AS seconds,
    sum(completion_pct) AS parts,
    count(completion_pct) AS measured,
    max(completion_pct) AS furthest
  FROM model.fact_viewing_sessions
  WHERE watched_seconds > $seconds AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  coalesce(any_value(content_name), content_key::VARCHAR) AS title,
  sum(views)::BIGINT AS views,
  count(*) AS viewers,
  sum(seconds) / 3600 AS hours,
  sum(seconds) / 60 / sum(views) AS minutes_per_view,
  sum(parts) / nullif(sum(measured), 0) AS completion_pct,
  100 * count(*) FILTER (WHERE furthest >= 90) / count(*) AS finished_pct,
  100 * count(*) FILTER (WHERE views > 1) / count(*) AS rewatched_pct
FROM viewed
LEFT JOIN model.dim_content USING (content_key)
GROUP BY content_key
ORDER BY viewers DESC, views DESC, title
