-- title: How soon are tickets answered and resolved?
-- about: Support tickets by topic: how many, how many are still open, and the hours to the first reply and to the end of those that have one.
-- grain: one row per topic
-- tables: support_tickets
-- parameter: within_hours number = 24; the hours in which a first reply is due
-- expect: first_reply_hours >= 0
-- expect: replied_in_time_pct between 0 and 100
-- chart: bar topic first_reply_hours
WITH newest AS (
  SELECT max(greatest(opened_at, first_reply_at, resolved_at)) AS now FROM model.support_tickets
),
tickets AS (
  SELECT
    topic,
    epoch(first_reply_at - opened_at) / 3600 AS reply_hours,
    epoch(resolved_at - opened_at) / 3600 AS resolution_hours,
    resolved_at IS NULL AS is_open,
    -- Whether the time for a reply is over by the newest time in the table.
    opened_at + to_seconds(3600 * $within_hours::DOUBLE) <= now AS is_due
  FROM model.support_tickets, newest
)
SELECT
  topic,
  count(*) AS tickets,
  count(*) FILTER (WHERE is_open) AS still_open,
  median(reply_hours) AS first_reply_hours,
  quantile_cont(reply_hours, 0.9) AS first_reply_p90_hours,
  100 * avg((reply_hours <= $within_hours::DOUBLE AND reply_hours IS NOT NULL)::INTEGER)
    FILTER (WHERE is_due OR reply_hours IS NOT NULL) AS replied_in_time_pct,
  median(resolution_hours) AS resolution_hours,
  quantile_cont(resolution_hours, 0.9) AS resolution_p90_hours
FROM tickets
GROUP BY topic
ORDER BY tickets DESC, topic
