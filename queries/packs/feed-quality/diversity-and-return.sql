-- title: Do people with a wide feed come back?
-- about: People of the first of two periods in thirds by the entropy of the topics they were shown, with engagement, negative feedback, and how many were there in the second period.
-- grain: one row per third
-- tables: feed_events
-- parameter: day date; the last day of the second period, or the last one before the newest event's
-- parameter: days integer = 7; days in each period
-- chart: bar feed returned_pct
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS last_date FROM model.feed_events
),
periods AS (
  SELECT user_id, event, topic, local_date(ts) > last_date - $days::INTEGER AS is_second
  FROM model.feed_events, asked
  WHERE local_date(ts) BETWEEN last_date - 2 * $days::INTEGER + 1 AND last_date AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
per_topic AS (
  SELECT user_id, topic, count(*) AS items
  FROM periods
  WHERE NOT is_second AND event = 'impression' AND topic IS NOT NULL
  GROUP BY ALL
),
entropies AS (
  SELECT user_id, -sum(share * log2(share)) AS bits
  FROM (SELECT *, items / sum(items) OVER (PARTITION BY user_id) AS share FROM per_topic)
  GROUP BY user_id
),
people AS (
  SELECT
    user_id,
    any_value(bits) AS bits,
    count(*) FILTER (WHERE NOT is_second AND event = 'impression') AS shown,
    count(*) FILTER (WHERE NOT is_second AND event IN ('like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click')) AS engaged,
    count(*) FILTER (WHERE NOT is_second AND event IN ('hide', 'see_less', 'report', 'mute', 'unfollow')) AS negative,
    bool_or(is_second AND event = 'impression') AS is_back
  FROM periods
  JOIN entropies USING (user_id)
  GROUP BY user_id
),
thirds AS (
  SELECT *, ntile(3) OVER (ORDER BY bits, user_id) AS third FROM people
)
SELECT
  ['narrow', 'medium', 'wide'][third] AS feed,
  count(*) AS people,
  avg(bits) AS topic_entropy,
  100 * sum(engaged) / sum(shown) AS engaged_per_100,
  1000 * sum(negative) / sum(shown) AS negative_per_1000,
  count(*) FILTER (WHERE is_back) AS returned,
  100 * count(*) FILTER (WHERE is_back) / count(*) AS returned_pct
FROM thirds
GROUP BY third
ORDER BY third
