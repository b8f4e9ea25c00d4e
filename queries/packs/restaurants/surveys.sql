-- title: What do restaurants say of us?
-- about: Surveys of the month in which they were asked: who answered, promoters (9 and 10) less detractors (0 to 6) in percent of the answers with an interval of 95 %, and who is satisfied (4 and 5 of 5).
-- grain: one row per month
-- tables: survey_answers
-- expect: response_pct between 0 and 100
-- expect: promoter_score between -100 and 100
-- chart: interval month promoter_score low high
WITH surveys AS (
  SELECT
    date_trunc('month', local_date(asked_at))::DATE AS month,
    recommend_score,
    satisfaction,
    recommend_score IS NOT NULL OR satisfaction IS NOT NULL AS is_answered,
    CASE WHEN recommend_score >= 9 THEN 1 WHEN recommend_score <= 6 THEN -1 WHEN recommend_score IS NOT NULL THEN 0 END AS vote
  FROM model.survey_answers
),
counted AS (
  SELECT
    month,
    count(*) AS asked,
    count(*) FILTER (WHERE is_answered) AS answered,
    count(*) FILTER (WHERE vote = 1) AS promoters,
    count(*) FILTER (WHERE vote = 0) AS passives,
    count(*) FILTER (WHERE vote = -1) AS detractors,
    avg(vote) AS score,
    CASE WHEN count(vote) > 1 THEN 1.959964 * stddev_samp(vote) / sqrt(count(vote)) END AS margin,
    100 * avg((satisfaction >= 4)::INTEGER) AS satisfied_pct
  FROM surveys
  GROUP BY month
)
SELECT
  month,
  asked,
  answered,
  100 * answered / asked AS response_pct,
  promoters,
  passives,
  detractors,
  100 * score AS promoter_score,
  CASE WHEN margin IS NOT NULL THEN 100 * greatest(score - margin, -1) END AS low,
  CASE WHEN margin IS NOT NULL THEN 100 * least(score + margin, 1) END AS high,
  satisfied_pct
FROM counted
ORDER BY month
