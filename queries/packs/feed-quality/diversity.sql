-- title: Do people meet many sources and topics?
-- about: Means over the people of a week: different sources and topics that they were shown and engaged with, and the entropy in bits of the topics shown (0 for one topic, 2 for four alike).
-- grain: one row per week
-- tables: feed_events
-- chart: line week sources_shown sources_engaged
WITH rows_of AS (
  SELECT date_trunc('week', local_date(ts))::DATE AS week, user_id, event, source_id, topic
  FROM model.feed_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
per_topic AS (
  SELECT week, user_id, topic, count(*) AS items
  FROM rows_of
  WHERE event = 'impression' AND topic IS NOT NULL
  GROUP BY ALL
),
entropies AS (
  SELECT week, user_id, -sum(share * log2(share)) AS bits
  FROM (SELECT *, items / sum(items) OVER (PARTITION BY week, user_id) AS share FROM per_topic)
  GROUP BY ALL
),
people AS (
  SELECT
    week,
    user_id,
    count(DISTINCT source_id) FILTER (WHERE event = 'impression') AS sources_shown,
    count(DISTINCT source_id) FILTER (WHERE event IN ('like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click')) AS sources_engaged,
    count(DISTINCT topic) FILTER (WHERE event = 'impression') AS topics_shown,
    count(DISTINCT topic) FILTER (WHERE event IN ('like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click')) AS topics_engaged
  FROM rows_of
  GROUP BY ALL
),
span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.feed_events
)
SELECT
  week,
  count(*) AS people,
  avg(sources_shown) AS sources_shown,
  avg(sources_engaged) AS sources_engaged,
  avg(topics_shown) AS topics_shown,
  avg(topics_engaged) AS topics_engaged,
  avg(bits) AS topic_entropy,
  any_value(week >= first_date AND week + 6 < last_date) AS complete
FROM people
LEFT JOIN entropies USING (week, user_id)
CROSS JOIN span
GROUP BY week
ORDER BY week
