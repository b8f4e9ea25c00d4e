-- title: Engagement by day
-- about: Likes count 1, shares 3, comments 5; in all, and for each session with an event on the day.
-- grain: one row per day with events
-- tables: events
-- parameter: from date; first day
-- parameter: to date; last day
-- expect: date unique
-- chart: line date engagement
WITH known AS (
  SELECT local_date(ts) AS date, user_id, session_id, event
  FROM model.events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  date,
  count(DISTINCT user_id) AS dau,
  count(DISTINCT (user_id, session_id)) FILTER (WHERE session_id IS NOT NULL) AS sessions,
  sum(CASE event WHEN 'post_like' THEN 1 WHEN 'post_share' THEN 3 WHEN 'post_comment' THEN 5 ELSE 0 END)::BIGINT AS engagement,
  engagement / nullif(sessions, 0) AS per_session
FROM known
WHERE ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)
GROUP BY date
ORDER BY date
