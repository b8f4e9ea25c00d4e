-- title: Who goes quiet?
-- about: People who sent enough in a period and at least so much less in the next one, with what they received and when they last sent.
-- grain: one row per person whose messages fell
-- tables: fact_messages
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 7; days in each of the two periods
-- parameter: drop number = 50; the fall, in percent, from which on somebody is listed
-- parameter: least integer = 5; messages sent in the period before, at least
-- expect: person unique
-- expect: drop_pct between 0 and 100
-- chart: bar person drop_pct
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_messages
),
messages AS (
  SELECT
    user_id AS sender,
    recipient_id::VARCHAR AS recipient,
    local_date(ts) AS date,
    local_date(ts) > last_date - $days::INTEGER AS is_now,
    local_date(ts) > last_date - 2 * $days::INTEGER AS is_compared
  FROM model.fact_messages, span
  WHERE local_date(ts) <= last_date AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
sent AS (
  SELECT
    sender AS person,
    count(*) FILTER (WHERE is_compared AND NOT is_now) AS sent_before,
    count(*) FILTER (WHERE is_now) AS sent_now,
    max(date) AS last_sent
  FROM messages
  GROUP BY sender
),
received AS (
  SELECT
    recipient AS person,
    count(*) FILTER (WHERE is_compared AND NOT is_now) AS received_before,
    count(*) FILTER (WHERE is_now) AS received_now
  FROM messages
  GROUP BY recipient
)
SELECT
  person,
  sent_before,
  sent_now,
  100 * (sent_before - sent_now) / sent_before AS drop_pct,
  coalesce(received_before, 0) AS received_before,
  coalesce(received_now, 0) AS received_now,
  last_sent
FROM sent
LEFT JOIN received USING (person)
WHERE sent_before >= $least AND 100 * (sent_before - sent_now) / sent_before >= $drop
ORDER BY drop_pct DESC, sent_before DESC, person
