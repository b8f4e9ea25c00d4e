-- title: Who is most engaged?
-- about: Each sender's percentile among senders (0 to 100; those alike share the lowest) in messages sent, days, threads and kinds of message over some days, weighed 30, 30, 20 and 20; power from 75 on, core from 50, casual from 25.
-- grain: one row per sender
-- tables: fact_messages
-- parameter: day date; the last day, or the last one before the newest event's
-- parameter: days integer = 28; so many days end with it
-- expect: score between 0 and 100
-- chart: bar sender score
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.fact_messages
),
counted AS (
  SELECT
    user_id AS sender,
    count(*) AS sent,
    count(DISTINCT local_date(ts)) AS active_days,
    count(DISTINCT thread_id) AS threads,
    count(DISTINCT event) AS kinds
  FROM model.fact_messages, span
  WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
),
scored AS (
  SELECT
    *,
    30 * percent_rank() OVER (ORDER BY sent)
      + 30 * percent_rank() OVER (ORDER BY active_days)
      + 20 * percent_rank() OVER (ORDER BY threads)
      + 20 * percent_rank() OVER (ORDER BY kinds) AS score
  FROM counted
)
SELECT
  *,
  CASE WHEN score >= 75 THEN 'power' WHEN score >= 50 THEN 'core' WHEN score >= 25 THEN 'casual' ELSE 'low' END AS tier
FROM scored
ORDER BY score DESC, sender
