-- title: What happens in a session
-- about: Percentage of the sessions that begin on a day with a view, with a like, share or comment, with a share or comment, with a deep scroll, and with none of all these nor any scroll.
-- grain: one row per day with sessions
-- tables: events
-- parameter: from date; first day
-- parameter: to date; last day
-- parameter: deep number = 20; a scroll is deep that goes further
-- chart: line date viewed_pct engaged_pct shared_or_commented_pct deep_pct bounce_pct
WITH flagged AS (
  SELECT
    local_date(min(ts)) AS date,
    bool_or(event = 'post_view') AS viewed,
    bool_or(event IN ('post_like', 'post_share', 'post_comment')) AS engaged,
    bool_or(event IN ('post_share', 'post_comment')) AS passed_on,
    coalesce(bool_or(event = 'feed_scroll' AND depth > $deep), FALSE) AS scrolled_deep,
    bool_or(event = 'feed_scroll') AS scrolled
  FROM model.events
  WHERE session_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id, session_id
)
SELECT
  date,
  count(*) AS sessions,
  100 * avg(viewed::INTEGER) AS viewed_pct,
  100 * avg(engaged::INTEGER) AS engaged_pct,
  100 * avg(passed_on::INTEGER) AS shared_or_commented_pct,
  100 * avg(scrolled_deep::INTEGER) AS deep_pct,
  100 * avg((NOT (viewed OR engaged OR scrolled))::INTEGER) AS bounce_pct
FROM flagged
WHERE ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)
GROUP BY date
ORDER BY date
