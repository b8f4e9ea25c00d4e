-- title: Does quick access find what people need?
-- about: Lists by week: those with a click, the mean of 1 / place of the first click (MRR, 0 without a click), nDCG with clicks as gains (of lists with a click), the part of the first k files that were clicked, and of the files that were opened soon after those among the first k.
-- grain: one row per week
-- tables: file_events
-- parameter: k integer = 5; places that count
-- parameter: minutes number = 30; files opened within so many minutes after a list count as needed
-- expect: week unique
-- expect: click_pct between 0 and 100
-- chart: line week click_pct
WITH shown AS (
  SELECT impression_id::VARCHAR AS list, file_id::VARCHAR AS file, any_value(user_id) AS user_id, min(ts) AS shown_at, min(position) AS place
  FROM model.file_events
  WHERE event = 'quick_access_shown' AND impression_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1, 2
),
clicked AS (
  SELECT DISTINCT impression_id::VARCHAR AS list, file_id::VARCHAR AS file
  FROM model.file_events
  WHERE event = 'quick_access_clicked' AND impression_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
needed AS (
  SELECT DISTINCT s.list, e.file_id::VARCHAR AS file
  FROM (SELECT list, any_value(user_id) AS user_id, min(shown_at) AS shown_at FROM shown GROUP BY list) s
  JOIN model.file_events e
    ON e.user_id = s.user_id AND e.event = 'file_opened' AND e.ts > s.shown_at AND epoch(e.ts - s.shown_at) <= 60 * $minutes
),
recall AS (
  SELECT n.list, count(*) AS needed, count(s.file) FILTER (WHERE s.place <= $k) AS found
  FROM needed n
  LEFT JOIN shown s ON s.list = n.list AND s.file = n.file
  GROUP BY n.list
),
lists AS (
  SELECT
    s.list,
    min(shown_at) AS shown_at,
    count(c.file) AS clicks,
    coalesce(1 / min(place) FILTER (WHERE c.file IS NOT NULL), 0) AS reciprocal,
    sum(1 / log2(1 + place)) FILTER (WHERE c.file IS NOT NULL) AS gain,
    count(c.file) FILTER (WHERE place <= $k) AS clicked_of_k,
    count(*) FILTER (WHERE place <= $k) AS shown_of_k
  FROM shown s
  LEFT JOIN clicked c USING (list, file)
  GROUP BY s.list
),
ideal AS (
  SELECT clicks, sum(1 / log2(1 + i)) AS best FROM (SELECT DISTINCT clicks, unnest(range(1, clicks + 1)) AS i FROM lists) GROUP BY clicks
)
SELECT
  date_trunc('week', local_date(shown_at))::DATE AS week,
  count(*) AS lists,
  100 * count(*) FILTER (WHERE clicks > 0) / count(*) AS click_pct,
  avg(reciprocal) AS mrr,
  avg(gain / best) AS ndcg,
  100 * sum(clicked_of_k) / sum(shown_of_k) AS precision_pct,
  100 * sum(found) / sum(needed) AS recall_pct
FROM lists
LEFT JOIN ideal USING (clicks)
LEFT JOIN recall USING (list)
GROUP BY 1
ORDER BY 1
