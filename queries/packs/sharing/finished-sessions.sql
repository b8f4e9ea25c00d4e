-- title: What counts once sessions are over?
-- about: Events of sessions that ended with session_end, and of those that did not; test users are left out.
-- grain: one row per kind of event
-- tables: fact_engagement_events
-- chart: bar event in_finished
WITH sessions AS (
  SELECT session_id, bool_or(event = 'session_end') AS is_over
  FROM model.fact_engagement_events
  WHERE session_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY session_id
)
SELECT
  event,
  count(*) FILTER (WHERE is_over) AS in_finished,
  count(*) FILTER (WHERE NOT is_over) AS in_open
FROM model.fact_engagement_events
JOIN sessions USING (session_id)
WHERE event <> 'session_end' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY event
ORDER BY in_finished DESC, event
