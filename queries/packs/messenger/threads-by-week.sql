-- title: Do people write in more threads?
-- about: People who sent in a week, the threads that they wrote in, and per sender the mean number of threads and of messages.
-- grain: one row per week
-- tables: fact_messages
-- chart: line week threads_per_sender
WITH counted AS (
  SELECT
    date_trunc('week', local_date(ts))::DATE AS week,
    user_id,
    count(*) AS messages,
    count(DISTINCT thread_id) AS threads
  FROM model.fact_messages
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.fact_messages
)
SELECT
  week,
  count(*) AS senders,
  avg(threads) AS threads_per_sender,
  avg(messages) AS messages_per_sender,
  any_value(week >= first_date AND week + 6 < last_date) AS complete
FROM counted, span
GROUP BY week
ORDER BY week
