-- title: Do people leave when their contacts stop writing?
-- about: People who sent and received in a first period, by whether what they received fell by half or more in the second one, and how many of them sent nothing in the third.
-- grain: one row per kind of change
-- tables: fact_messages
-- parameter: day date; the last day of the third period, or the last one before the newest event's
-- parameter: days integer = 7; days in each period
-- chart: bar received left_pct
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_messages
),
messages AS (
  SELECT
    user_id AS sender,
    recipient_id::VARCHAR AS recipient,
    3 - (last_date - local_date(ts)) // $days::INTEGER AS period
  FROM model.fact_messages, span
  WHERE local_date(ts) BETWEEN last_date - 3 * $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
sent AS (
  SELECT sender AS person, count(*) FILTER (WHERE period = 1) AS sent_1, count(*) FILTER (WHERE period = 3) AS sent_3
  FROM messages
  GROUP BY sender
),
received AS (
  SELECT recipient AS person, count(*) FILTER (WHERE period = 1) AS received_1, count(*) FILTER (WHERE period = 2) AS received_2
  FROM messages
  GROUP BY recipient
)
SELECT
  CASE WHEN 2 * received_2 <= received_1 THEN 'half or less' ELSE 'more than half' END AS received,
  count(*) AS people,
  count(*) FILTER (WHERE sent_3 = 0) AS left_after,
  100 * left_after / people AS left_pct
FROM sent
JOIN received USING (person)
WHERE sent_1 > 0 AND received_1 > 0
GROUP BY 1
ORDER BY received
