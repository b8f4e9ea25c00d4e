-- title: Are conversations balanced?
-- about: Threads of two by the part of the quieter side: balanced from a quarter of the messages on, uneven below, one-sided where only one writes.
-- grain: one row per kind of thread
-- tables: fact_messages
-- chart: bar balance threads
WITH messages AS (
  SELECT
    thread_id,
    user_id,
    user_id IS DISTINCT FROM lag(user_id) OVER (PARTITION BY thread_id ORDER BY ts, _source) AS begins_turn
  FROM model.fact_messages
  WHERE recipient_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
sides AS (
  SELECT thread_id, user_id, count(*) AS messages, count(*) FILTER (WHERE begins_turn) AS turns
  FROM messages
  GROUP BY ALL
),
threads AS (
  SELECT
    sum(messages) AS messages,
    sum(turns) AS turns,
    CASE
      WHEN count(*) = 1 THEN 'one-sided'
      WHEN 4 * min(messages) < sum(messages) THEN 'uneven'
      ELSE 'balanced'
    END AS balance
  FROM sides
  GROUP BY thread_id
)
SELECT
  balance,
  count(*) AS threads,
  100 * count(*) / sum(count(*)) OVER () AS threads_pct,
  avg(messages) AS messages_per_thread,
  avg(turns) AS turns_per_thread
FROM threads
GROUP BY balance
ORDER BY threads DESC, balance
