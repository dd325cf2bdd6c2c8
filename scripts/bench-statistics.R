# The reference side of scripts/bench-r: metafor and lme4 on the files that the library's side wrote.
suppressMessages({library(metafor); library(lme4)})
folder <- commandArgs(TRUE)[1]
read <- function(name) read.csv(file.path(folder, name))
report <- function(task, value, seconds, scaled = 1)
    cat(sprintf('{"task": "%s", "value": %.15g, "seconds": %.6g, "scaled": %g}\n', task, value, seconds, scaled))
# Processor seconds, all threads together, as on the library's side.
processor <- function(expression) { t <- system.time(expression, gcFirst = FALSE); t[["user.self"]] + t[["sys.self"]] }
race <- function(task, repeats, body) {
    value <- body()
    report(task, value, processor(for (i in seq_len(repeats)) body()) / repeats)
}
tight <- list(threshold = 1e-12, maxiter = 1000)
for (k in c(10, 100, 1000)) {
    d <- read(sprintf("effects-%d.csv", k))
    value <- coef(rma(yi, vi, data = d, control = tight))[[1]]
    run <- function() { rma(yi, vi, data = d); value }
    race(sprintf("REML meta-analysis, k = %d", k), if (k < 1000) 100 else 3, run)
}
d <- read("clustered-2000.csv"); d$id <- seq_len(nrow(d))
value <- rma.mv(yi, vi, random = ~ 1 | study/id, data = d, sparse = TRUE, control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15))$sigma2[1]
race("three-level meta-analysis, k = 2,000", 3, function() { rma.mv(yi, vi, random = ~ 1 | study/id, data = d, sparse = TRUE); value })
# The variance of the intercept at a tighter tolerance than lme4's own, for the comparison of values only.
variance <- function(fit) as.data.frame(VarCorr(fit))$vcov[1]
exact <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10))
for (n in c(10000, 100000, 1000000)) {
    d <- read(sprintf("trial-%d.csv", n))
    value <- variance(lmer(y ~ trt + base + (1 | school), d, control = exact))
    race(sprintf("random intercept, n = %d", n), if (n < 1e6) 5 else 2, function() { lmer(y ~ trt + base + (1 | school), d); value })
}
# Resampling: fewer refits than ours, scaled to 1,000.
draws <- 40
refit <- function(d) lmer(y ~ trt + base + (1 | school), d)
z <- function(fit) coef(summary(fit))["trt", "t value"]
for (what in c("whole schools", "pupils within schools")) {
    d <- read(if (what == "whole schools") "whole-5000.csv" else "within-5000.csv")
    arm <- tapply(d$trt, d$school, function(v) v[1])
    seconds <- processor(for (i in seq_len(draws)) {
        e <- d
        e$trt <- if (what == "whole schools") sample(arm)[as.character(d$school)] else ave(d$trt, d$school, FUN = sample)
        z(refit(e))
    })
    report(sprintf("1,000 permutations of %s, n = 5000", what), z(refit(d)), seconds * 1000 / draws, 1000 / draws)
}
d <- read("whole-5000.csv")
rows <- split(seq_len(nrow(d)), d$school)
arms <- split(names(rows), tapply(d$trt, d$school, function(v) v[1])[names(rows)])
seconds <- processor(for (i in seq_len(draws)) {
    drawn <- unlist(lapply(arms, function(a) sample(a, replace = TRUE)))
    e <- d[unlist(rows[drawn]), ]
    e$school <- rep(seq_along(drawn), lengths(rows[drawn]))
    refit(e)
    lmer(y ~ trt + (1 | school), e)
})
report("1,000 cluster bootstraps, n = 5000", fixef(refit(d))[["trt"]], seconds * 1000 / draws, 1000 / draws)
