-- title: Which groups are alive, and does one person do all the talking?
-- about: Groups with members, those who wrote in the last days, messages, and how evenly these are spread over the members (Gini: 0 alike, near 1 one alone).
-- grain: one row per group thread
-- tables: fact_messages, thread_members
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 28; so many days end with it
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_messages
),
written AS (
  SELECT
    thread_id,
    user_id AS member,
    count(*) FILTER (WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date) AS messages
  FROM model.fact_messages, span
  WHERE recipient_id IS NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
members AS (
  SELECT DISTINCT thread_id, member_id::VARCHAR AS member
  FROM model.thread_members
  WHERE thread_id IN (SELECT thread_id FROM written)
    AND member_id::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
ranked AS (
  SELECT
    thread_id,
    member,
    coalesce(messages, 0) AS messages,
    row_number() OVER (PARTITION BY thread_id ORDER BY coalesce(messages, 0), member) AS place
  FROM members
  LEFT JOIN written USING (thread_id, member)
)
SELECT
  thread_id,
  count(*) AS members,
  count(*) FILTER (WHERE messages > 0) AS active_members,
  100 * active_members / members AS active_pct,
  sum(messages)::BIGINT AS messages,
  CASE WHEN sum(messages) > 0 THEN arg_max(member, place) END AS writes_most,
  100 * max(messages) / nullif(sum(messages), 0) AS writes_most_pct,
  2 * sum(place * messages) / nullif(count(*) * sum(messages), 0) - (count(*) + 1) / count(*) AS gini
FROM ranked
GROUP BY thread_id
ORDER BY messages DESC, thread_id
