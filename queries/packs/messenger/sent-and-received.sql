-- title: Who sends, who only receives?
-- about: Messages that each person sent and was sent by name over some days, days on which they sent, threads they wrote in and people they wrote to; messages to groups are sent by one and received by nobody in particular.
-- grain: one row per person who sent or received
-- tables: fact_messages
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 28; so many days end with it
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_messages
),
messages AS (
  SELECT user_id AS sender, recipient_id::VARCHAR AS recipient, thread_id, local_date(ts) AS date
  FROM model.fact_messages, span
  WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
sides AS (
  SELECT sender AS person, true AS is_sent, date, thread_id, recipient AS other FROM messages
  UNION ALL
  SELECT recipient, false, date, thread_id, sender
  FROM messages
  WHERE recipient IS NOT NULL AND recipient NOT IN (SELECT user_id FROM all_users WHERE is_test)
)
SELECT
  person,
  count(*) FILTER (WHERE is_sent) AS sent,
  count(*) FILTER (WHERE NOT is_sent) AS received,
  100 * sent / (sent + received) AS sent_pct,
  count(DISTINCT date) FILTER (WHERE is_sent) AS active_days,
  count(DISTINCT thread_id) FILTER (WHERE is_sent) AS threads,
  count(DISTINCT other) FILTER (WHERE is_sent) AS written_to
FROM sides
GROUP BY person
ORDER BY sent DESC, received DESC, person
