-- title: Which sessions never ended?
-- about: Sessions with an end, and those without one, which count as ended some minutes after their last event; with the minutes between start and end.
-- grain: one row per way of ending
-- tables: fact_viewing_sessions, fact_viewing_events
-- parameter: minutes integer = 30; silence after which a session is over
-- chart: bar ending sessions
WITH seen AS (
  SELECT session_id::VARCHAR AS session, max(event_timestamp) AS last_seen FROM model.fact_viewing_events GROUP BY 1
),
sessions AS (
  SELECT
    CASE WHEN session_end_timestamp IS NOT NULL THEN 'ended' WHEN last_seen IS NULL THEN 'unknown' ELSE 'closed by silence' END AS ending,
    epoch(coalesce(session_end_timestamp, last_seen + to_minutes($minutes::INTEGER)) - ts) / 60 AS minutes
  FROM model.fact_viewing_sessions s
  LEFT JOIN seen ON session = s.session_id::VARCHAR
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT ending, count(*) AS sessions, avg(minutes) AS minutes_per_session
FROM sessions
GROUP BY ending
ORDER BY sessions DESC, ending
