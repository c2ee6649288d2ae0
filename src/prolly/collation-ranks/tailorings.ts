/** Made by scripts/make-collation-tailorings.ts: the base, then `rune.anchor.step` in base 36, as src/prolly/collation-weights.ts reads them. */
export const TAILORINGS: Readonly<Record<string, readonly [base: string, entries: string]>> = {
  utf8mb4_icelandic_ci: ['utf8mb4_unicode_ci',
    '5d.61m.1 69.61m.1 5s.is.1 6o.is.1 5l.a1a.1 6h.a1a.1 5p.6lk.1 6l.6lk.1 5v.a5x.1 6r.a5x.1 62.2d.1 6y.2d.1 65.2h.1 71.2h.1 66.b1.1 72.b1.1 5g.b' +
    '1.2 5i.b1.2 6c.b1.2 6e.b1.2 5y.b1.3 60.b1.3 6u.b1.3 6w.b1.3 5h.5r6.0 6d.5r6.0'],
  utf8mb4_latvian_ci: ['utf8mb4_unicode_ci',
    '7g.a87.1 7h.a87.1 82.a89.1 83.a89.1 2h.6lk.1 3d.6lk.1 8m.a80.1 8n.a80.1 8r.iz.1 8s.iz.1 91.a7v.1 92.a7v.1 9i.6g8.1 9j.6g8.1 9s.a8s.1 9t.a8s.' +
    '1 al.b1.1 am.b1.1'],
  utf8mb4_romanian_ci: ['utf8mb4_unicode_ci', '76.61m.1 77.61m.1 5e.61m.2 6a.61m.2 5q.6lk.1 6m.6lk.1 9q.a8s.1 9r.a8s.1 ew.a8s.1 ex.a8s.1 9u.iv.1 9v.iv.1 ey.iv.1 ez.iv.1'],
  utf8mb4_slovenian_ci: ['utf8mb4_unicode_ci', '7g.a87.1 7h.a87.1 9s.a8s.1 9t.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_polish_ci: ['utf8mb4_unicode_ci',
    '78.61m.1 79.61m.1 7a.a87.1 7b.a87.1 7s.a1a.1 7t.a1a.1 8x.iz.1 8y.iz.1 8z.a7v.1 90.a7v.1 5v.a5x.1 6r.a5x.1 9m.a8s.1 9n.a8s.1 ah.b1.1 ai.b1.1 ' +
    'aj.b1.2 ak.b1.2'],
  utf8mb4_estonian_ci: ['utf8mb4_unicode_ci', '9s.a8s.1 9t.a8s.1 2i.a8s.2 3e.a8s.2 al.a8s.3 am.a8s.3 5x.a8t.1 6t.a8t.1 5g.a8t.2 6c.a8t.2 5y.a8t.3 6u.a8t.3 64.5r5.0 70.5r5.0'],
  utf8mb4_spanish_ci: ['utf8mb4_unicode_ci', '5t.a7v.1 6p.a7v.1'],
  utf8mb4_swedish_ci: ['utf8mb4_unicode_ci', '64.2h.0 70.2h.0 5h.b1.1 6d.b1.1 5g.b1.2 5i.b1.2 6c.b1.2 6e.b1.2 5y.b1.3 60.b1.3 6u.b1.3 6w.b1.3'],
  utf8mb4_turkish_ci: ['utf8mb4_unicode_ci', '5j.a87.1 6f.a87.1 7y.a89.1 7z.a89.1 21.a6o.1 8h.a6o.1 5y.a5x.1 6u.a5x.1 9q.a8s.1 9r.a8s.1 64.2d.1 70.2d.1'],
  utf8mb4_czech_ci: ['utf8mb4_unicode_ci', '7g.a87.1 7h.a87.1 9k.6g8.1 9l.6g8.1 9s.a8s.1 9t.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_danish_ci: ['utf8mb4_unicode_ci', '64.2h.0 70.2h.0 a8.2h.0 a9.2h.0 5g.b1.1 5i.b1.1 6c.b1.1 6e.b1.1 5y.b1.2 60.b1.2 6u.b1.2 6w.b1.2 9c.b1.2 9d.b1.2 5h.b1.3 6d.b1.3'],
  utf8mb4_lithuanian_ci: ['utf8mb4_unicode_ci', '7g.a87.1 7h.a87.1 2h.21.0 3d.21.0 9s.a8s.1 9t.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_slovak_ci: ['utf8mb4_unicode_ci', '5g.61m.1 6c.61m.1 7g.a87.1 7h.a87.1 5w.a5x.1 6s.a5x.1 9s.a8s.1 9t.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_spanish2_ci: ['utf8mb4_unicode_ci', '5t.a7v.1 6p.a7v.1'],
  utf8mb4_roman_ci: ['utf8mb4_unicode_ci', '22.21.0 2y.21.0 2d.2e.0 39.2e.0'],
  utf8mb4_persian_ci: ['utf8mb4_unicode_ci',
    '18z.-1.1 190.-1.2 191.-1.3 19s.-1.4 18u.1b.0 1e9i.6dg.0 1e9j.2k.0 18w.12.0 1e9m.6kr.0 1e9n.6dm.0 18v.z.0 1e9k.11.0 1e9l.19m.0 18r.6cw.0 1e9c' +
    '.6cx.0 1e9d.6du.0 18t.6cg.0 1e9g.6ch.0 18s.6ci.0 1e9e.6cj.0 17m.1t.0 17r.61m.1 19t.61m.2 17l.61m.3 17n.61m.4 5q8.61m.4 17p.5i.0 17o.5i.1 17q' +
    '.5i.2 1e9u.1e9t.1 1ea5.19u.0 1ea6.19u.1 1dn4.19u.2 1dn5.19u.3 1e9s.19v.0 1e9v.1ea1.0 1e9w.1e0s.0 1e9z.19q.0 1ea0.17s.0 1e9x.1a3.0 1e9y.1a6.0' +
    ' 1ah.1a8.0 1ai.1a8.1 1e64.182.0 1bb.1dti.1 1bd.1dti.1 1dou.1dti.1 1bc.18j.0 1dov.18j.0 1dow.18j.1 1dox.1dtq.1 1ec9.1be.0 1eca.1bf.0 1ecb.1bg' +
    '.0 1ecc.1bh.0 1dy1.1bt.1 18n.1e60.1 1c4.1e60.1 1ecp.1e60.1 17t.1c5.0 1ecq.1c5.0 1c0.1c6.0 1ecr.1c6.0 1cc.1c7.0 1ecs.1c7.0 18p.1c8.0 1eab.1c8' +
    '.0 18q.1c9.0 1eac.1c9.0 1dpg.1ca.0 1dph.1cb.0 1drw.1cf.0 1drx.1drc.0 1dry.1d2.0 1ecv.1cd.0 1ecw.1ce.0 1ecx.1cg.0 1ecy.1ch.0 1ecz.1ci.0 1ed0.' +
    '1e8.0 1ed1.1ea.0 1ed2.1eb.0 1ed3.1ee.0 1ed4.1ed.0 1ed5.1ef.0 1ed6.1eg.0 1ed7.1eh.0 1ed8.1fx.0'],
  utf8mb4_esperanto_ci: ['utf8mb4_unicode_ci', '7c.a87.1 7d.a87.1 7w.a89.1 7x.a89.1 84.a6o.1 85.a6o.1 8k.22.1 8l.22.1 9o.a8s.1 9p.a8s.1 a4.2d.1 a5.2d.1'],
  utf8mb4_hungarian_ci: ['utf8mb4_unicode_ci', '5y.a5x.1 6u.a5x.1 9c.a5x.1 9d.a5x.1 64.2d.1 70.2d.1 a8.2d.1 a9.2d.1'],
  utf8mb4_sinhala_ci: ['utf8mb4_unicode_ci', '2o2.2om.1 2o3.2om.2 2p1.2oz.1 2r6.2qg.1 2qn.2qg.2 2r7.2qg.3 2rl.2qm.0 2q2.2qm.1 2rm.2qm.1'],
  utf8mb4_german2_ci: ['utf8mb4_unicode_ci', '5g.a8v.1 5i.a8v.1 6c.a8v.1 6e.a8v.1 5y.9e.0 6u.9e.0 64.2d.1 70.2d.1'],
  utf8mb4_croatian_ci: ['utf8mb4_unicode_ci',
    '7g.a87.1 7h.a87.1 7a.a87.2 7b.a87.2 ck.is.1 cl.is.1 cm.is.1 7k.is.2 7l.is.2 cn.iz.1 co.iz.1 cp.iz.1 cq.a7v.1 cr.a7v.1 cs.a7v.1 9s.a8s.1 9t.a' +
    '8s.1 al.b1.1 am.b1.1'],
  utf8mb4_vietnamese_ci: ['utf8mb4_unicode_ci',
    '76.61m.1 77.61m.1 626.61m.1 627.61m.1 628.61m.1 629.61m.1 62a.61m.1 62b.61m.1 62c.61m.1 62d.61m.1 62e.61m.1 62f.61m.1 5e.61m.2 6a.61m.2 61w.' +
    '61m.2 61x.61m.2 61y.61m.2 61z.61m.2 620.61m.2 621.61m.2 622.61m.2 623.61m.2 624.61m.2 625.61m.2 7k.is.1 7l.is.1 5m.a1a.1 6i.a1a.1 62m.a1a.1 ' +
    '62n.a1a.1 62o.a1a.1 62p.a1a.1 62q.a1a.1 62r.a1a.1 62s.a1a.1 62t.a1a.1 62u.a1a.1 62v.a1a.1 5w.a5x.1 6s.a5x.1 634.a5x.1 635.a5x.1 636.a5x.1 63' +
    '7.a5x.1 638.a5x.1 639.a5x.1 63a.a5x.1 63b.a5x.1 63c.a5x.1 63d.a5x.1 bk.a5x.2 bl.a5x.2 63e.a5x.2 63f.a5x.2 63g.a5x.2 63h.a5x.2 63i.a5x.2 63j.' +
    'a5x.2 63k.a5x.2 63l.a5x.2 63m.a5x.2 63n.a5x.2 bz.2d.1 c0.2d.1 63s.2d.1 63t.2d.1 63u.2d.1 63v.2d.1 63w.2d.1 63x.2d.1 63y.2d.1 63z.2d.1 640.2d' +
    '.1 641.2d.1'],
  utf8mb4_de_pb_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5g.5i.0 6c.5i.0 da.5i.0 db.5i.0 5y.9e.0 6u.9e.0 fe.9e.0 ff.9e.0 64.2d.1 70.2d.1 d1.2d.1 d2.2d.1 d3.2d.1 d4.2d.1 d5.2d.1 d6.2d.1 d7.2d.1 d8.2' +
    'd.1'],
  utf8mb4_de_pb_0900_as_cs: ['utf8mb4_0900_as_cs',
    '6c.x0y.1 5g.x0y.2 db.x0y.3 da.x0y.4 6u.63c.1 5y.63c.2 ff.63c.3 fe.63c.4 70.60k.1 64.60k.2 d4.60k.3 d3.60k.4 d8.60k.5 d7.60k.6 d6.60k.7 d5.60' +
    'k.8 d2.60k.9 d1.60k.a'],
  utf8mb4_is_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5rh.x0y.1 5w4.x0y.1 5d.xus.1 69.xus.1 5s.is.1 6o.is.1 5l.h0.1 6h.h0.1 5p.5to.1 6l.5to.1 5v.5qt.1 6r.5qt.1 63e.5qt.1 63f.5qt.1 62.5tr.1 6y.5t' +
    'r.1 63s.5tr.1 63t.5tr.1 65.f0.1 71.f0.1 5g.ie.1 5i.ie.1 6c.ie.1 6e.ie.1 da.ie.1 db.ie.1 de.ie.1 df.ie.1 e4.ie.1 e5.ie.1 5y.ie.2 60.ie.2 6u.i' +
    'e.2 6w.ie.2 e6.ie.2 e7.ie.2 fe.ie.2 ff.ie.2 5h.ie.3 6d.ie.3 e2.ie.3 e3.ie.3 6jv.ie.3'],
  utf8mb4_is_0900_as_cs: ['utf8mb4_0900_as_cs',
    '69.xus.1 5d.xus.2 7l.x2x.1 7k.x2x.2 6o.is.1 5s.is.2 6h.h0.1 5l.h0.2 6l.5to.1 5p.5to.2 6r.5qt.1 5v.5qt.2 63f.5qt.3 63e.5qt.4 6y.5tr.1 62.5tr.' +
    '2 63t.5tr.3 63s.5tr.4 71.f0.1 65.f0.2 6e.ie.1 5i.ie.2 e5.ie.3 e4.ie.4 df.ie.5 de.ie.6 6c.ie.7 5g.ie.8 db.ie.9 da.ie.a 6u.ie.b 5y.ie.c ff.ie.' +
    'd fe.ie.e 6w.ie.f 60.ie.g e7.ie.h e6.ie.i 6d.ie.j 5h.ie.k 6jv.ie.k e3.ie.l e2.ie.m'],
  utf8mb4_lv_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '7g.x1a.1 7h.x1a.1 82.bm.1 83.bm.1 2h.21.0 3d.21.0 65.21.0 71.21.0 73.21.0 ae.21.0 af.21.0 ag.21.0 fm.21.0 fn.21.0 61a.21.0 61b.21.0 61l.21.0' +
    ' 642.21.0 643.21.0 644.21.0 645.21.0 646.21.0 647.21.0 648.21.0 649.21.0 8m.im.1 8n.im.1 8r.i6.1 8s.i6.1 91.xto.1 92.xto.1 9i.x24.1 9j.x24.1' +
    ' 9s.hy.1 9t.hy.1 606.hy.1 607.hy.1 al.x2a.1 am.x2a.1'],
  utf8mb4_lv_0900_as_cs: ['utf8mb4_0900_as_cs',
    '7h.x1a.1 7g.x1a.2 83.bm.1 82.bm.2 3d.5yk.1 2h.5yk.2 71.5yk.3 65.5yk.4 643.5yk.5 642.5yk.6 af.5yk.7 ae.5yk.8 61l.5yk.9 73.5yk.a ag.5yk.b 649.' +
    '5yk.c 648.5yk.d 61b.5yk.e 61a.5yk.f fn.5yk.g fm.5yk.h 647.5yk.i 646.5yk.j 645.5yk.k 644.5yk.l 8n.x4g.1 8m.x4g.2 8s.i6.1 8r.i6.2 92.xto.1 91.' +
    'xto.2 9j.x24.1 9i.x24.2 9t.hy.1 9s.hy.2 607.hy.3 606.hy.4 am.x2a.1 al.x2a.2'],
  utf8mb4_ro_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '76.61m.1 77.61m.1 626.61m.1 627.61m.1 628.61m.1 629.61m.1 62a.61m.1 62b.61m.1 62c.61m.1 62d.61m.1 62e.61m.1 62f.61m.1 5e.61m.2 6a.61m.2 61w.' +
    '61m.2 61x.61m.2 61y.61m.2 61z.61m.2 620.61m.2 621.61m.2 622.61m.2 623.61m.2 624.61m.2 625.61m.2 5q.6lk.1 6m.6lk.1 9q.a8s.1 9r.a8s.1 ew.a8s.1' +
    ' ex.a8s.1 9u.x0o.1 9v.x0o.1 ey.x0o.1 ez.x0o.1'],
  utf8mb4_ro_0900_as_cs: ['utf8mb4_0900_as_cs',
    '77.61m.1 76.61m.2 627.61m.3 626.61m.4 629.61m.5 628.61m.6 62d.61m.7 62c.61m.8 62b.61m.9 62a.61m.a 62f.61m.b 62e.61m.c 6a.61m.d 5e.61m.e 61x.' +
    '61m.f 61w.61m.g 61z.61m.h 61y.61m.i 623.61m.j 622.61m.k 621.61m.l 620.61m.m 625.61m.n 624.61m.o 6m.6lk.1 5q.6lk.2 9r.a8s.1 ex.a8s.1 9q.a8s.2' +
    ' ew.a8s.2 9v.x0o.1 ez.x0o.1 9u.x0o.2 ey.x0o.2'],
  utf8mb4_sl_0900_ai_ci: ['utf8mb4_0900_ai_ci', '7g.a87.1 7h.a87.1 7a.a87.2 7b.a87.2 5xk.a87.2 5xl.a87.2 7k.is.1 7l.is.1 9s.a8s.1 9t.a8s.1 606.a8s.1 607.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_sl_0900_as_cs: ['utf8mb4_0900_as_cs', '7h.a87.1 7g.a87.2 7b.a87.3 7a.a87.4 5xl.a87.5 5xk.a87.6 7l.is.1 7k.is.2 9t.a8s.1 9s.a8s.2 607.a8s.3 606.a8s.4 am.b1.1 al.b1.2'],
  utf8mb4_pl_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '78.61m.1 79.61m.1 7a.a87.1 7b.a87.1 5xk.a87.1 5xl.a87.1 7s.a1a.1 7t.a1a.1 8x.iz.1 8y.iz.1 8z.a7v.1 90.a7v.1 5v.a5x.1 6r.a5x.1 63e.a5x.1 63f.' +
    'a5x.1 9m.a8s.1 9n.a8s.1 604.a8s.1 605.a8s.1 ah.b1.1 ai.b1.1 aj.b1.2 ak.b1.2'],
  utf8mb4_pl_0900_as_cs: ['utf8mb4_0900_as_cs',
    '79.61m.1 78.61m.2 7b.a87.1 7a.a87.2 5xl.a87.3 5xk.a87.4 7t.a1a.1 7s.a1a.2 8y.iz.1 8x.iz.2 90.a7v.1 8z.a7v.2 6r.a5x.1 5v.a5x.2 63f.a5x.3 63e.' +
    'a5x.4 9n.a8s.1 9m.a8s.2 605.a8s.3 604.a8s.4 ai.b1.1 ah.b1.2 ak.b1.3 aj.b1.4'],
  utf8mb4_et_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '9s.hy.1 9t.hy.1 606.hy.1 607.hy.1 2i.hy.2 3e.hy.2 ah.hy.2 ai.hy.2 aj.hy.2 ak.hy.2 61c.hy.2 61d.hy.2 61e.hy.2 61f.hy.2 61g.hy.2 61h.hy.2 al.h' +
    'y.3 am.hy.3 5x.i5.1 6t.i5.1 fg.i5.1 fh.i5.1 5zg.i5.1 5zh.i5.1 5zi.i5.1 5zj.i5.1 63k.i5.1 63l.i5.1 5g.i5.2 6c.i5.2 da.i5.2 db.i5.2 5y.i5.3 6u' +
    '.i5.3 fe.i5.3 ff.i5.3 64.i5.4 70.i5.4 d1.i5.4 d2.i5.4 d3.i5.4 d4.i5.4 d5.i5.4 d6.i5.4 d7.i5.4 d8.i5.4 5vf.f0.1 5wm.f0.1 6jo.f0.1 6js.f0.1 79' +
    'r.f0.1 7ah.f0.1 1eey.f0.1 1efu.f0.1'],
  utf8mb4_et_0900_as_cs: ['utf8mb4_0900_as_cs',
    '9t.hy.1 9s.hy.2 607.hy.3 606.hy.4 3e.hy.5 2i.hy.6 ai.hy.7 ah.hy.8 61d.hy.9 61c.hy.a ak.hy.b aj.hy.c 61f.hy.d 61e.hy.e 61h.hy.f 61g.hy.g am.h' +
    'y.h al.hy.i 6t.i5.1 5x.i5.2 5zh.i5.3 5zg.i5.4 5zj.i5.5 5zi.i5.6 fh.i5.7 fg.i5.8 63l.i5.9 63k.i5.a 6c.i5.b 5g.i5.c db.i5.d da.i5.e 6u.i5.f 5y' +
    '.i5.g ff.i5.h fe.i5.i 70.i5.j 64.i5.k d4.i5.l d3.i5.m d8.i5.n d7.i5.o d6.i5.p d5.i5.q d2.i5.r d1.i5.s'],
  utf8mb4_es_0900_ai_ci: ['utf8mb4_0900_ai_ci', '5t.a7v.1 6p.a7v.1'],
  utf8mb4_es_0900_as_cs: ['utf8mb4_0900_as_cs', '6p.a7v.1 5t.a7v.2'],
  utf8mb4_sv_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5rh.x0y.1 5w4.x0y.1 x6h.27.1 66.6jl.1 72.6jl.1 5tm.6jl.1 64.2h.0 70.2h.0 a8.2h.0 a9.2h.0 d1.2h.0 d2.2h.0 d3.2h.0 d4.2h.0 d5.2h.0 d6.2h.0 d7.' +
    '2h.0 d8.2h.0 5h.ie.1 6d.ie.1 e2.ie.1 e3.ie.1 6jv.ie.1 5g.ie.2 5i.ie.2 6c.ie.2 6e.ie.2 7s.ie.2 7t.ie.2 da.ie.2 db.ie.2 de.ie.2 df.ie.2 e4.ie.' +
    '2 e5.ie.2 5w.ie.3 5y.ie.3 60.ie.3 6s.ie.3 6u.ie.3 6w.ie.3 9c.ie.3 9d.ie.3 9e.ie.3 9f.ie.3 e6.ie.3 e7.ie.3 fe.ie.3 ff.ie.3 634.ie.3 635.ie.3 ' +
    '636.ie.3 637.ie.3 638.ie.3 639.ie.3 63a.ie.3 63b.ie.3 63c.ie.3 63d.ie.3'],
  utf8mb4_sv_0900_as_cs: ['utf8mb4_0900_as_cs',
    '7l.x2x.1 7k.x2x.2 6o.x2x.3 5s.x2x.4 72.6jl.1 66.6jl.2 70.644.1 64.644.2 d4.644.3 d3.644.4 d8.644.5 d7.644.6 d6.644.7 d5.644.8 d2.644.9 d1.64' +
    '4.a a9.644.b a8.644.c 6d.ie.1 5h.ie.2 6jv.ie.2 e3.ie.3 e2.ie.4 6c.ie.5 5g.ie.6 db.ie.7 da.ie.8 6e.ie.9 5i.ie.a e5.ie.b e4.ie.c df.ie.d de.ie' +
    '.e 7t.ie.f 7s.ie.g 6u.ie.h 5y.ie.i ff.ie.j fe.ie.k 6w.ie.l 60.ie.m e7.ie.n e6.ie.o 9d.ie.p 9c.ie.q 9f.ie.r 9e.ie.s 6s.ie.t 5w.ie.u 635.ie.v ' +
    '634.ie.w 637.ie.x 636.ie.y 63b.ie.z 63a.ie.10 639.ie.11 638.ie.12 63d.ie.13 63c.ie.14'],
  utf8mb4_tr_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5j.a87.1 6f.a87.1 5xk.a87.1 5xl.a87.1 7y.a89.1 7z.a89.1 21.jh.1 5o.jh.1 5p.jh.1 5q.jh.1 5r.jh.1 88.jh.1 8a.jh.1 8c.jh.1 8e.jh.1 8h.jh.1 cv.j' +
    'h.1 eg.jh.1 ei.jh.1 5yk.jh.1 5ym.jh.1 62w.jh.1 62y.jh.1 5y.a5x.1 6u.a5x.1 fe.a5x.1 ff.a5x.1 9q.a8s.1 9r.a8s.1 64.2d.1 70.2d.1 d1.2d.1 d2.2d.' +
    '1 d3.2d.1 d4.2d.1 d5.2d.1 d6.2d.1 d7.2d.1 d8.2d.1'],
  utf8mb4_tr_0900_as_cs: ['utf8mb4_0900_as_cs',
    '6f.a87.1 5j.a87.2 5xl.a87.3 5xk.a87.4 7z.a89.1 7y.a89.2 8h.jh.1 21.jh.2 5p.jh.3 5o.jh.4 8c.jh.5 5q.jh.6 cv.jh.7 5r.jh.8 5ym.jh.9 88.jh.a 8e.' +
    'jh.b 8a.jh.c 62w.jh.d eg.jh.e ei.jh.f 62y.jh.g 5yk.jh.h 8g.2x.1 6u.a5x.1 5y.a5x.2 ff.a5x.3 fe.a5x.4 9r.a8s.1 9q.a8s.2 70.60k.1 64.60k.2 d4.6' +
    '0k.3 d3.60k.4 d8.60k.5 d7.60k.6 d6.60k.7 d5.60k.8 d2.60k.9 d1.60k.a'],
  utf8mb4_cs_0900_ai_ci: ['utf8mb4_0900_ai_ci', '7g.a87.1 7h.a87.1 9k.6g8.1 9l.6g8.1 9s.a8s.1 9t.a8s.1 606.a8s.1 607.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_cs_0900_as_cs: ['utf8mb4_0900_as_cs', '7h.a87.1 7g.a87.2 9l.6g8.1 9k.6g8.2 9t.a8s.1 9s.a8s.2 607.a8s.3 606.a8s.4 am.b1.1 al.b1.2'],
  utf8mb4_da_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5rh.x0y.1 5w4.x0y.1 x6h.27.1 66.6jl.1 72.6jl.1 5tm.6jl.1 64.2h.0 70.2h.0 a8.2h.0 a9.2h.0 d1.2h.0 d2.2h.0 d3.2h.0 d4.2h.0 d5.2h.0 d6.2h.0 d7.' +
    '2h.0 d8.2h.0 5g.ie.1 5i.ie.1 6c.ie.1 6e.ie.1 da.ie.1 db.ie.1 de.ie.1 df.ie.1 e4.ie.1 e5.ie.1 5y.ie.2 60.ie.2 6u.ie.2 6w.ie.2 9c.ie.2 9d.ie.2' +
    ' 9e.ie.2 9f.ie.2 e6.ie.2 e7.ie.2 fe.ie.2 ff.ie.2 5h.ie.3 6d.ie.3 e2.ie.3 e3.ie.3 6jv.ie.3'],
  utf8mb4_da_0900_as_cs: ['utf8mb4_0900_as_cs',
    '1ehq.5a6.1 1ehr.9ll.1 1eg5.9ls.1 1eg4.wz9.1 1eg1.wz7.1 1eg2.1e7y.1 1eg3.1e81.1 1ejt.6mj.1 1ejv.6my.1 1eju.6mz.1 1ejw.6mp.1 1ejs.7b5.1 1ejx.7' +
    'fj.1 1ejy.7gq.1 1egg.9lq.1 1t.a5d.1 1ee9.a5d.2 792.a5d.3 5rg.a5d.4 5d.6fk.1 5c.69.1 76.68.1 626.77.1 628.627.1 62c.629.1 62a.62d.1 5e.62b.1 ' +
    '61w.6a.1 61y.61x.1 622.61z.1 620.623.1 ct.621.1 x3u.cu.1 5f.5wy.1 fa.6b.1 dc.fb.1 78.dd.1 74.79.1 61u.75.1 e8.61v.1 ea.e9.1 61s.eb.1 62e.61t' +
    '.1 624.62f.1 5xc.625.1 6kt.6io.1 x0y.a8v.1 x10.5rh.1 x13.a5v.1 x14.a5v.2 x16.5w6.1 x18.x17.1 fu.5q8.1 8rz.xtd.1 8rx.5s4.1 8s0.5u8.1 1u.xus.1' +
    ' 1eea.xus.2 6jw.xus.3 793.xus.4 5ri.xus.5 5xe.5s7.1 5xg.5xf.1 5xi.5xh.1 g3.ih.1 x3q.5t8.1 ap.5ts.1 aq.gj.1 x4k.ar.1 2r.794.1 1ef7.794.2 o8.7' +
    '94.3 6m5.794.3 79u.794.4 7a.5uk.1 7c.7b.1 7g.7d.1 7e.7h.1 5j.7f.1 5xk.5w7.1 fv.5qc.1 x3m.fw.1 av.x3o.1 6mb.5ul.1 x1a.6mc.1 1w.x1b.1 1eec.x1b' +
    '.2 6lq.x1b.3 6kl.x1b.4 795.x1b.5 5rk.x1b.6 7i.5s8.1 5xm.7j.1 5xs.5xn.1 5xo.5xt.1 5xu.5xp.1 5xq.5xv.1 x2x.5um.1 7k.5w8.1 7l.5w8.2 5s.5w8.3 6o' +
    '.5w8.4 dt.a61.1 du.a61.2 ck.dv.1 cl.dv.2 ax.5tt.1 ay.gm.1 az.5u9.1 1x.61r.1 1eed.61r.2 6k0.61r.3 796.61r.4 5rl.61r.5 5l.6fl.1 5k.6h.1 7o.6g.' +
    '1 5m.7p.1 62m.6i.1 62o.62n.1 62s.62p.1 62q.62t.1 7u.62r.1 5n.7v.1 62k.6j.1 7q.62l.1 fc.7r.1 5y4.fd.1 7s.5y5.1 7m.7t.1 5xy.7n.1 5xw.5xz.1 62i' +
    '.5xx.1 ec.62j.1 ee.ed.1 62g.ef.1 62u.62h.1 5y0.62v.1 5y2.5y1.1 g6.xtf.1 d9.5rm.1 b3.8sb.1 gr.6iv.1 x4b.gq.1 1y.h0.1 1eee.h0.2 6k1.h0.3 797.h' +
    '0.4 5y6.5uo.1 x2z.5y7.1 x3s.xth.1 b5.5tu.1 6k2.b6.1 1z.x6j.1 1eef.x6j.2 798.x6j.3 5rn.x6j.4 dw.5sd.1 7y.dx.1 7w.7z.1 di.7x.1 80.dj.1 82.81.1' +
    ' 5y8.83.1 x40.5y9.1 x31.x41.1 x4c.a89.1 dg.5wb.1 b7.5tv.1 x32.5tj.1 b8.x33.1 bm.kg.1 20.bn.1 1eeg.bn.2 6iz.bn.3 6j0.bn.3 6j1.bn.3 799.bn.4 5' +
    'ro.bn.5 84.6fp.1 f2.85.1 5ye.f3.1 5ya.5yf.1 5yg.5yb.1 86.5yh.1 5yc.x6g.1 5yi.5yd.1 dy.ik.1 x4a.x3p.1 8rr.j5.1 8s5.8rs.1 x0m.8s6.1 21.jh.1 1e' +
    'eh.jh.2 6lc.jh.3 6j4.jh.4 6j5.jh.4 79a.jh.5 5rp.jh.6 5p.5sy.1 5o.6l.1 8c.6k.1 5q.8d.1 cv.6m.1 5r.cw.1 5ym.6n.1 88.5yn.1 8e.8g.1 8a.8f.1 62w.' +
    '8b.1 eg.62x.1 ei.eh.1 62y.ej.1 5yk.62z.1 6ld.5yl.1 6le.6lt.1 8i.6lu.1 6lf.a62.1 6lk.6lv.1 x4e.8h.1 bb.5se.1 ba.5ue.1 22.5to.1 1eei.5to.2 79b' +
    '.5to.3 5rq.5to.4 8k.8sc.1 g8.5qi.1 x4i.g9.1 23.hw.1 6ju.hw.1 1eej.hw.2 79c.hw.3 5rr.hw.4 5yo.6fq.1 dk.5yp.1 8m.dl.1 x42.8n.1 5yq.x43.1 5ys.5' +
    'yr.1 a8e.a6w.1 bc.5tw.1 8rt.bd.1 x1c.8ru.1 x1e.x1d.1 x1g.x1f.1 x4g.x1h.1 24.im.1 1eek.im.2 6lo.im.3 6j6.im.4 79d.im.5 5rs.im.6 8p.6fr.1 8t.8' +
    'q.1 8r.8u.1 8x.8s.1 5yu.8y.1 5yw.5yv.1 5z0.5yx.1 5yy.5z1.1 8v.5yz.1 cn.8w.1 co.8w.2 64a.cp.1 x1i.5uz.1 x1k.5qk.1 fx.x1l.1 8rk.be.1 8rm.8rl.1' +
    ' x4d.xtl.1 x34.ha.1 5rt.79e.1 31.79e.2 1efh.79e.3 ob.79e.4 6m7.79e.4 7a4.79e.5 5z2.6fs.1 5z4.5z3.1 5z6.5z5.1 a6e.a6b.1 a7t.a7n.1 a7z.a7r.1 8' +
    'ry.5ty.1 26.x2r.1 1eem.x2r.2 6j9.x2r.3 79f.x2r.4 5ru.x2r.5 8z.6ft.1 e0.90.1 93.e1.1 5t.94.1 5z8.6p.1 91.5z9.1 x44.92.1 5za.x45.1 5ze.5zb.1 5' +
    'zc.5zf.1 cq.a6j.1 cr.a6j.2 bh.5tc.1 f4.5v2.1 x3k.bi.1 96.x2s.1 27.xto.1 1een.xto.2 79g.xto.3 5rw.xto.4 5v.6fm.1 5u.6r.1 9a.6q.1 5w.9b.1 634.' +
    '6s.1 636.635.1 63a.637.1 638.63b.1 cx.639.1 x3w.cy.1 5x.5wz.1 5zg.6t.1 5zi.5zh.1 fg.5zj.1 fi.fh.1 fk.fj.1 dm.fl.1 do.dn.1 98.dp.1 5zm.99.1 5' +
    'zk.5zn.1 632.5wt.1 ek.633.1 em.el.1 bk.en.1 63e.bl.1 63g.63f.1 63k.63h.1 63i.63l.1 63m.63j.1 630.63n.1 63c.631.1 x1q.x6h.1 au.xtq.1 x1o.xuq.' +
    '1 bj.8sa.1 x1m.5v5.1 x4m.hj.1 f7.5rx.1 28.5qt.1 1eeo.5qt.2 6jd.5qt.3 79h.5qt.4 5ry.5qt.5 5zo.6fu.1 5zq.5zp.1 a7d.a8o.1 8rn.5qw.1 x1s.5tp.1 b' +
    'o.5u0.1 x1u.bp.1 x1w.x1v.1 35.79i.1 1efl.79i.2 7a8.79i.3 x1y.ft.1 x20.x1z.1 ga.io.1 2a.8o.1 1eeq.8o.2 6jf.8o.3 6jg.8o.3 6jh.8o.3 79j.8o.4 5r' +
    'z.8o.5 9g.5sz.1 9k.9h.1 5zs.9l.1 9i.5zt.1 x46.9j.1 eo.x47.1 eq.ep.1 5zu.er.1 5zw.5zv.1 5zy.5zx.1 x36.5zz.1 bq.xtx.1 x22.xty.1 gc.5qx.1 8ro.h' +
    'o.1 x24.x2u.1 2b.x25.1 1eer.x25.2 79k.x25.3 9m.6fv.1 604.9n.1 9o.605.1 9s.9p.1 606.9t.1 600.607.1 9q.601.1 x48.9r.1 602.x49.1 608.603.1 ew.6' +
    '09.1 x38.ex.1 61q.a8r.1 8se.5v7.1 bt.61p.1 2c.hy.1 1ees.hy.2 79l.hy.3 5s0.hy.4 9w.6fw.1 60a.61j.1 9u.60b.1 60c.9v.1 ey.60d.1 60g.ez.1 60e.60' +
    'h.1 x3a.60f.1 66.6jl.1 72.6jl.2 x0o.iv.1 9y.5qz.1 fy.9z.1 bw.5v9.1 by.bx.1 x4h.x2v.1 2d.hz.1 1eet.hz.2 79m.hz.3 5s1.hz.4 62.5t0.1 61.6y.1 a4' +
    '.6x.1 63.a5.1 cz.6z.1 a6.d0.1 x3y.a7.1 a0.5x0.1 60o.a1.1 aa.60p.1 a2.ab.1 60q.a3.1 63q.5ww.1 es.63r.1 eu.et.1 bz.ev.1 63s.c0.1 63u.63t.1 63y' +
    '.63v.1 63w.63z.1 640.63x.1 63o.641.1 60i.63p.1 60m.60j.1 60k.60n.1 g4.xu9.1 x3h.xun.1 bg.j3.1 c1.5v1.1 2e.5tr.1 1eeu.5tr.2 6lg.5tr.3 79n.5tr' +
    '.4 8sd.5tr.5 60s.5t1.1 60u.60t.1 6lh.a8u.1 6li.6lx.1 6lj.6ly.1 x28.6lz.1 x26.5r4.1 c2.5u4.1 64c.8s4.1 g5.64d.1 2f.5ve.1 1eev.5ve.2 79o.5ve.3' +
    ' 5s2.5ve.4 60y.jb.1 60w.60z.1 ac.60x.1 610.61k.1 612.611.1 614.613.1 8s2.5r5.1 2g.i5.1 1eew.i5.2 6ll.i5.3 79p.i5.4 618.6fn.1 616.619.1 6lm.6' +
    '17.1 6ln.6m2.1 x4j.xuh.1 2h.xud.1 1eex.xud.2 79q.xud.3 65.jc.1 642.71.1 ae.643.1 ag.61l.1 648.73.1 61a.649.1 fm.61b.1 646.fn.1 644.647.1 64.' +
    '645.1 70.645.2 d3.645.3 d4.645.4 d7.645.5 d8.645.6 d5.645.7 d6.645.8 d1.645.9 d2.645.a a8.645.b a9.645.c ge.i7.1 c3.gf.1 64e.c4.1 f0.xui.1 2' +
    'i.f1.1 1eey.f1.2 6jo.f1.3 6js.f1.3 79r.f1.4 ah.5vf.1 61c.ai.1 al.61d.1 aj.am.1 61e.ak.1 61g.61f.1 c5.5r6.1 f8.5u6.1 8sf.5vh.1 8rv.g0.1 x2a.8' +
    'rw.1 c7.x2b.1 dq.5vi.1 c8.5r7.1 x2c.ib.1 x2e.x2d.1 dz.x2f.1 x2g.cf.1 x2i.xur.1 x2k.x2j.1 x2m.x2l.1 x0q.cb.1 x0s.x0r.1 x0u.x0t.1 br.x0v.1 cc.' +
    'bs.1 as.cd.1 g1.ic.1 x0i.ji.1 x3f.x0j.1 x0k.5ss.1 5i.ie.1 6e.ie.2 e4.ie.3 e5.ie.4 de.ie.5 df.ie.6 5g.ie.7 6c.ie.8 da.ie.9 db.ie.a 60.ie.b 6w' +
    '.ie.c e6.ie.d e7.ie.e 5y.ie.f 6u.ie.g fe.ie.h ff.ie.i 9c.ie.j 9d.ie.k 9e.ie.l 9f.ie.m 5h.ie.n 6jv.ie.n 6d.ie.o e2.ie.p e3.ie.q pd.j1.1 64o.q' +
    '9.1 64s.64g.1 68c.64k.1 64q.684.1 68a.64i.1 64u.682.1 68e.64m.1 688.686.1 64p.680.1 64t.64h.1 68d.64l.1 64r.685.1 68b.64j.1 64v.683.1 68f.64' +
    'n.1 689.687.1 p2.681.1 69n.681.1 69m.69g.1 69k.69e.1 69l.69j.1 69o.69d.1 pe.69f.1 pf.5t2.1 6ke.5t2.2 pg.5ra.1 ph.5sv.1 654.s5.1 658.64w.1 65' +
    '6.650.1 655.64y.1 659.64x.1 657.651.1 p4.64z.1 6a1.64z.1 6a0.q5.1 rg.67m.1 om.rh.1 re.on.1 pi.rf.1 og.qe.1 pj.oh.1 65k.qf.1 65o.65c.1 68s.65' +
    'g.1 65m.68k.1 68q.65e.1 65q.68i.1 68u.65i.1 68o.68m.1 65l.68g.1 65p.65d.1 68t.65h.1 65n.68l.1 68r.65f.1 65r.68j.1 68v.65j.1 68p.68n.1 p5.68h' +
    '.1 6a3.68h.1 6a2.69w.1 6a4.69z.1 pk.69v.1 s4.69v.2 pl.5vj.1 660.oq.1 664.65s.1 662.65w.1 666.65u.1 661.65y.1 665.65t.1 663.65x.1 667.65v.1 p' +
    '6.65z.1 6aj.65z.1 6ai.q7.1 6ag.67q.1 q2.6ae.1 6ah.6af.1 ov.6a9.1 pm.s3.1 r3.s0.1 pn.rb.1 po.5rb.1 pp.a7w.1 pq.ql.1 pr.qm.1 66g.qn.1 66k.668.' +
    '1 66i.66c.1 66h.66a.1 66l.669.1 66j.66d.1 p8.66b.1 6bd.66b.1 6bc.r0.1 ps.67s.1 6kf.67s.2 sa.5rc.1 ri.sb.1 rc.rj.1 pt.rd.1 6b0.6as.1 pv.sc.1 ' +
    's9.sc.2 se.qq.1 sd.os.1 sf.or.1 pw.ot.1 qt.r6.1 66x.66u.1 671.66p.1 66z.66t.1 673.66r.1 r1.r7.1 67v.r7.1 6ay.r7.2 6aw.67u.1 qz.r8.1 6ax.6av.' +
    '1 py.6ap.1 pz.5t5.1 q0.5t6.1 q1.5re.1 6jq.5re.1 67c.qx.1 67g.674.1 698.678.1 67e.690.1 696.676.1 67i.68y.1 69a.67a.1 694.692.1 67d.68w.1 67h' +
    '.675.1 699.679.1 67f.691.1 697.677.1 67j.68z.1 69b.67b.1 695.693.1 pb.68x.1 6bf.68x.1 6be.6b8.1 6bg.6bb.1 rk.xut.1 oi.rl.1 s7.oj.1 8sg.s8.1 ' +
    '8si.8sh.1 8sk.8sj.1 8sm.8sl.1 8so.8sn.1 8ty.8sp.1 8sq.8tz.1 8ss.8sr.1 8su.8st.1 8sw.8sv.1 8sy.8sx.1 8t0.8sz.1 8u0.8v8.1 8t2.8u1.1 8t4.8t3.1 ' +
    '8t6.8t5.1 8u2.8t7.1 8u4.8u3.1 8t8.8u5.1 8ta.8t9.1 8tc.8tb.1 8te.8td.1 8tg.8tf.1 8ti.8th.1 8tk.8tj.1 8tm.8tl.1 8to.8tn.1 8tq.8tp.1 8ts.8tr.1 ' +
    '8u6.8tt.1 8u8.8u7.1 rm.8u9.1 8vf.rn.1 8ua.8vg.1 8uc.8ub.1 8ue.8ud.1 ro.8uf.1 rq.rp.1 8vm.rr.1 8ug.8vn.1 rs.8uh.1 8ui.rt.1 8uk.8uj.1 8um.8ul.' +
    '1 8uo.8un.1 8uq.8up.1 8us.8ur.1 ru.8ut.1 8vh.rv.1 8uu.8vi.1 rw.8uv.1 8uw.rx.1 8uy.8ux.1 8v0.8uz.1 ry.8v1.1 8tu.rz.1 8tw.8tv.1 8v2.8tx.1 8v4.' +
    '8v3.1 8v6.8v5.1 sw.8v7.1 y8.92u.1 ya.y9.1 yg.yb.1 yi.yh.1 yc.yj.1 sx.yd.1 sy.928.1 sz.5mo.1 sj.92a.1 wg.ur.1 wi.wh.1 ze.wj.1 wk.zf.1 za.wl.1' +
    ' t0.zb.1 zk.5mp.1 ww0.zl.1 si.ww1.1 wv6.uq.1 zm.wv7.1 wo.zn.1 t1.wp.1 sg.92v.1 ye.uo.1 sh.yf.1 sk.up.1 t2.wvo.1 xt.92c.1 yk.xu.1 10q.yl.1 ww' +
    '4.10r.1 wm.ww5.1 t3.wn.1 ym.92d.1 wu8.yn.1 zo.wu9.1 100.zp.1 wua.101.1 sl.wub.1 wuc.ut.1 yo.wud.1 ww8.yp.1 zq.ww9.1 ww2.zr.1 t4.ww3.1 st.wvp' +
    '.1 ys.v1.1 yq.yt.1 wa.yr.1 sm.wb.1 sn.uu.1 wue.wvq.1 t5.wuf.1 so.u1.1 wug.uw.1 t6.92w.1 ss.92e.1 wq.v0.1 xv.wr.1 ww.xw.1 wu.wx.1 ws.wv.1 10e' +
    '.wt.1 10a.10f.1 t7.10b.1 xx.5rf.1 10u.xy.1 102.10v.1 10g.103.1 sp.10h.1 wv8.ux.1 zs.wv9.1 104.zt.1 t8.105.1 y5.92g.1 wva.y6.1 t9.wvb.1 10o.5' +
    'tk.1 y1.10p.1 wy.y2.1 xz.wz.1 10i.y0.1 x0.10j.1 sq.x1.1 zu.uy.1 ta.zv.1 wvc.zv.2 wve.zv.2 wvg.zv.2 wwo.zv.2 wwq.zv.2 yu.5mq.1 yw.yv.1 yy.yx.' +
    '1 tb.yz.1 10k.92j.1 x2.10l.1 w0.x3.1 tc.w1.1 we.92k.1 106.wf.1 td.107.1 zw.92t.1 x6.zx.1 te.x7.1 wwc.5ms.1 zy.wwd.1 x8.zz.1 wwa.x9.1 sr.wwb.' +
    '1 tf.uz.1 su.wvr.1 z4.v2.1 z6.z5.1 z2.z7.1 xa.z3.1 xc.xb.1 wui.xd.1 vs.5mw.1 tg.vt.1 th.wwu.1 zg.92n.1 zi.zh.1 xe.zj.1 xm.xf.1 10m.xn.1 wwk.' +
    '10n.1 v4.wwl.1 vy.wvv.1 wuk.vz.1 vw.wul.1 vu.vx.1 ti.vv.1 wv4.92o.1 wwe.wv5.1 xg.wwf.1 wwg.xh.1 tj.wwh.1 z8.92p.1 10s.z9.1 wwi.10t.1 xi.wwj.' +
    '1 y3.xj.1 xk.y4.1 ww6.xl.1 xo.ww7.1 xq.xp.1 sv.xr.1 tk.v3.1 wwm.92q.1 tl.wwn.1 wum.92r.1 tm.wvz.1 wuo.wws.1 tn.wup.1 zc.wvt.1 to.zd.1 wc.wwt' +
    '.1 v6.wd.1 wuq.5mv.1 tp.wur.1 z0.ul.1 tq.z1.1 wus.92z.1 wuu.wut.1 tr.930.1 108.un.1 v8.109.1 va.wwv.1 wuw.931.1 ve.wux.1 wuy.932.1 vc.wuz.1 ' +
    'wv0.vd.1 vg.wv1.1 vi.933.1 vk.vj.1 vm.vl.1 vo.92s.1 vq.vp.1 wv2.vr.1 x4.wv3.1 10c.x5.1 xs.10d.1 8ow.y7.1 8ox.8q8.1 8oy.8q9.1 8oz.8qa.1 8p0.8' +
    'qb.1 8p1.8qc.1 8p2.8qd.1 8p3.8qe.1 8p4.8qf.1 8p5.8qg.1 8p6.8qh.1 8p7.8qi.1 8p8.8qj.1 8p9.8qk.1 8pa.8ql.1 8pb.8qm.1 8pc.8qn.1 8pd.8qo.1 8pe.8' +
    'qp.1 8pf.8qq.1 8pg.8qr.1 8ph.8qs.1 8pi.8qt.1 8pj.8qu.1 8pk.8qv.1 8pl.8qw.1 8pm.8qx.1 8pn.8qy.1 8po.8qz.1 8pp.8r0.1 8pq.8r1.1 8pr.8r2.1 8ps.8' +
    'r3.1 8pt.8r4.1 8pu.8r5.1 8pv.8r6.1 8pw.8r7.1 8px.8r8.1 8py.8r9.1 8pz.8ra.1 8q0.8rb.1 8q1.8rc.1 8q2.8rd.1 8q3.8re.1 8q4.8rf.1 8q5.8rg.1 8q6.8' +
    'rh.1 3a8.3bk.1 3a9.3bl.1 3aa.3bm.1 3ab.3bn.1 3ac.3bo.1 3ad.3bp.1 3ae.3bq.1 3b5.3ch.1 3af.3br.1 3ag.3bs.1 3ah.3bt.1 3ai.3bu.1 3aj.3bv.1 3ak.3' +
    'cs.1 3b6.3ci.1 3al.3bx.1 3am.3by.1 3an.3bz.1 3ao.3c0.1 3ap.3c1.1 3aq.3c2.1 3b7.3cj.1 3ar.3c3.1 3as.3c4.1 3at.3c5.1 3au.3c6.1 3av.3c7.1 3aw.3' +
    'c8.1 3ax.3c9.1 3ay.3ca.1 3az.3cb.1 3b0.3cc.1 3b1.3cd.1 3b2.3ce.1 3b8.3ck.1 3b3.3cf.1 3b4.3cg.1 3b9.3cl.1 3bb.3cn.1 3bh.3ct.1 10x.3cv.1 10y.1' +
    '29.1 10z.12a.1 110.12b.1 111.12c.1 112.13b.1 113.12e.1 114.12f.1 115.12g.1 116.12h.1 117.12i.1 118.12j.1 119.12k.1 11a.12l.1 11b.12m.1 11c.1' +
    '2n.1 11d.12o.1 11e.12p.1 11f.12q.1 11g.12r.1 11h.1dlf.1 11i.12t.1 11j.12u.1 11k.12v.1 11l.12w.1 11m.12x.1 11n.12y.1 11o.12z.1 11p.130.1 11q.' +
    '131.1 11r.1dli.1 11s.133.1 11t.134.1 11u.135.1 11v.136.1 11w.137.1 11x.138.1 11y.139.1 3vk.5ml.1 3vl.xv4.1 3vm.xv5.1 3vn.xv6.1 3vo.xv7.1 3vp' +
    '.xv8.1 3vq.xv9.1 3vr.xva.1 3vs.xvb.1 3vt.xvc.1 3vu.xvd.1 3vv.xve.1 3vw.xvf.1 3vx.xvg.1 3vy.xvh.1 3vz.xvi.1 3w0.xvj.1 3w1.xvk.1 3w2.xvl.1 3w3' +
    '.xvm.1 3w4.xvn.1 3w5.xvo.1 3w6.xvp.1 3w7.xvq.1 3w8.xvr.1 3w9.xvs.1 3wa.xvt.1 3wb.xvu.1 3wc.xvv.1 3wd.xvw.1 3we.xvx.1 3wf.xvy.1 3wg.xvz.1 3wh' +
    '.xw0.1 3wi.xw1.1 3wj.xw2.1 3wk.xw3.1 3wl.xw4.1 3wm.xw5.1 3wn.xw6.1 3wo.xw7.1 3wp.xw8.1 3wq.xw9.1 3wr.xwa.1 3ws.xwb.1 3wt.xwc.1 3wu.xwd.1 3wv' +
    '.xwe.1 3ww.xwf.1 3wx.xwg.1 3wy.xwh.1 3wz.xwi.1 3x0.xwj.1 3x1.xwk.1 3x2.xwl.1 3x3.xwm.1 3x4.xwn.1 3x5.xwo.1 3x6.xwp.1 3x7.xwq.1 3x8.xwr.1 3x9' +
    '.xws.1 3xa.xwt.1 3xb.xwu.1 3xc.xwv.1 3xd.xww.1 3xe.xwx.1 3xf.xwy.1 3xg.xwz.1 3xh.xx0.1 3xi.xx1.1 3xj.xx2.1 3xk.xx3.1 3xl.xx4.1 3xm.xx5.1 3xn' +
    '.xx6.1 3xo.xx7.1 3xp.xx8.1 3xq.xx9.1 3xr.xxa.1 3xs.xxb.1 3xt.3y0.1 3xu.3y1.1 3xv.3y2.1 3xw.3y3.1 3xx.3y4.1 1eht.wz3.1 1ehu.9ym.1 1ehw.9pu.1 ' +
    '1ehz.9yn.1 1ei0.9yo.1 1ei1.9q0.1 1ei9.9yp.1 1eia.9yq.1 1eib.9yr.1 1eid.9qb.1 1eie.9ys.1 1eif.9qe.1 1eig.9z2.1 1eih.9z1.1 1eii.9qh.1 1eij.9z0' +
    '.1 1eik.9yw.1 1eil.9yx.1 1eim.9yy.1 1ei8.3dl.1 1eic.9rn.1 1ehs.3fj.1 1eiq.9r8.1 1eir.9qn.1 1eis.9qo.1 1eit.9qp.1 1eiu.9qq.1 1eiv.9qr.1 1eiy.' +
    '9qs.1 1eiz.9qt.1 1ej0.9qu.1 1ej1.9qv.1 1ej2.9qw.1 1ej3.9qx.1 1ej6.9qy.1 1ej7.9qz.1 1ej8.9r0.1 1ej9.9r1.1 1eja.9r2.1 1ejb.9r3.1 1eje.9r4.1 1e' +
    'jf.9r5.1 1ejg.9r6.1 1ehv.3hl.1 1ehx.3hn.1 1ehy.9px.1 1ei2.3hr.1 1ei3.9q2.1 1ei4.9q3.1 1ei5.9q4.1 1ei6.9q5.1 1ei7.9q6.1 9j6.3jz.1 9lu.3jz.2 1' +
    'egh.3jz.3 9j8.a2q.1 9lw.a2q.2 1egi.a2q.3 9ja.a2t.1 9ly.a2t.2 1egj.a2t.3 9jc.a2u.1 9m0.a2u.2 1egk.a2u.3 9je.a2v.1 9m2.a2v.2 1egl.a2v.3 9lh.1e' +
    'gm.1 9o5.1egm.2 9v4.1ego.1 9li.1egp.1 9o6.1egp.2 9v5.1egs.1 9v6.1egt.1 9k4.9mq.1 9ms.9mq.2 1egy.9mq.3 9v7.1eh0.1 9v8.1eh3.1 9v9.1eh6.1 9va.1' +
    'eh7.1 9vb.1eh8.1 9vc.1eh9.1 9vd.1eha.1 9ve.1ehd.1 9l0.a2a.1 9no.a2a.2 1ehg.a2a.3 9l2.a4v.1 9nq.a4v.2 1ehh.a4v.3 9l4.a4w.1 9ns.a4w.2 1ehi.a4w' +
    '.3 9vf.1ehj.1 9vg.1ehk.1 9vh.1ehl.1 9vi.1ehm.1 9vj.1ehn.1 9la.1eho.1 9ny.1eho.2'],
  utf8mb4_lt_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '7g.a87.1 7h.a87.1 2h.21.0 3d.21.0 65.21.0 71.21.0 73.21.0 ae.21.0 af.21.0 ag.21.0 fm.21.0 fn.21.0 61a.21.0 61b.21.0 61l.21.0 642.21.0 643.21' +
    '.0 644.21.0 645.21.0 646.21.0 647.21.0 648.21.0 649.21.0 9s.a8s.1 9t.a8s.1 606.a8s.1 607.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_lt_0900_as_cs: ['utf8mb4_0900_as_cs',
    '79.5w3.1 78.5w3.2 7h.a87.1 7g.a87.2 7t.5y2.1 7s.5y2.2 7r.5y2.3 7q.5y2.4 8f.5yk.1 8e.5yk.2 3d.5yk.3 2h.5yk.4 71.5yk.5 65.5yk.6 643.5yk.7 642.' +
    '5yk.8 af.5yk.9 ae.5yk.a 61l.5yk.b 73.5yk.c ag.5yk.d 649.5yk.e 648.5yk.f 61b.5yk.g 61a.5yk.h fn.5yk.i fm.5yk.j 647.5yk.k 646.5yk.l 645.5yk.m ' +
    '644.5yk.n 9t.a8s.1 9s.a8s.2 607.a8s.3 606.a8s.4 ab.60k.1 aa.60k.2 a3.60k.3 a2.60k.4 60r.60k.5 60q.60k.6 am.b1.1 al.b1.2'],
  utf8mb4_sk_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5g.61m.1 6c.61m.1 da.61m.1 db.61m.1 7g.a87.1 7h.a87.1 5w.a5x.1 6s.a5x.1 634.a5x.1 635.a5x.1 636.a5x.1 637.a5x.1 638.a5x.1 639.a5x.1 63a.a5x.' +
    '1 63b.a5x.1 63c.a5x.1 63d.a5x.1 9k.6g8.1 9l.6g8.1 9s.a8s.1 9t.a8s.1 606.a8s.1 607.a8s.1 al.b1.1 am.b1.1'],
  utf8mb4_sk_0900_as_cs: ['utf8mb4_0900_as_cs',
    '6c.61m.1 5g.61m.2 db.61m.3 da.61m.4 7h.a87.1 7g.a87.2 6s.a5x.1 5w.a5x.2 635.a5x.3 634.a5x.4 637.a5x.5 636.a5x.6 63b.a5x.7 63a.a5x.8 639.a5x.' +
    '9 638.a5x.a 63d.a5x.b 63c.a5x.c 9l.6g8.1 9k.6g8.2 9t.a8s.1 9s.a8s.2 607.a8s.3 606.a8s.4 am.b1.1 al.b1.2'],
  utf8mb4_es_trad_0900_ai_ci: ['utf8mb4_0900_ai_ci', '5t.a7v.1 6p.a7v.1'],
  utf8mb4_es_trad_0900_as_cs: ['utf8mb4_0900_as_cs', '6p.a7v.1 5t.a7v.2'],
  utf8mb4_la_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '22.21.0 2y.21.0 8k.21.0 8l.21.0 ds.21.0 o7.hz.1 5s1.hz.1 5so.hz.1 5t0.hz.1 5ww.hz.1 5x0.hz.1 79m.hz.1 7ac.hz.1 x3y.hz.1 x3z.hz.1 1eet.hz.1 1' +
    'efp.hz.1 2d.5tr.1 2e.5tr.1 39.5tr.1 3a.5tr.1 61.5tr.1 62.5tr.1 63.5tr.1 64.5tr.1 6x.5tr.1 6y.5tr.1 6z.5tr.1 70.5tr.1 a0.5tr.1 a1.5tr.1 a2.5t' +
    'r.1 a3.5tr.1 a4.5tr.1 a5.5tr.1 a6.5tr.1 a7.5tr.1 a8.5tr.1 a9.5tr.1 aa.5tr.1 ab.5tr.1 bz.5tr.1 c0.5tr.1 cz.5tr.1 d0.5tr.1 d1.5tr.1 d2.5tr.1 d' +
    '3.5tr.1 d4.5tr.1 d5.5tr.1 d6.5tr.1 d7.5tr.1 d8.5tr.1 es.5tr.1 et.5tr.1 eu.5tr.1 ev.5tr.1 oe.5tr.1 5sr.5tr.1 5t1.5tr.1 60i.5tr.1 60j.5tr.1 60' +
    'k.5tr.1 60l.5tr.1 60m.5tr.1 60n.5tr.1 60o.5tr.1 60p.5tr.1 60q.5tr.1 60r.5tr.1 60s.5tr.1 60t.5tr.1 60u.5tr.1 60v.5tr.1 63o.5tr.1 63p.5tr.1 63' +
    'q.5tr.1 63r.5tr.1 63s.5tr.1 63t.5tr.1 63u.5tr.1 63v.5tr.1 63w.5tr.1 63x.5tr.1 63y.5tr.1 63z.5tr.1 640.5tr.1 641.5tr.1 6lg.5tr.1 6lw.5tr.1 79' +
    'n.5tr.1 7ad.5tr.1 8sd.5tr.1 1eeu.5tr.1 1efq.5tr.1'],
  utf8mb4_la_0900_as_cs: ['utf8mb4_0900_as_cs',
    '2y.5yk.1 22.5yk.2 8l.5yk.3 8k.5yk.4 ds.5yk.5 5x0.5s1.1 x3z.5s1.1 x3y.5s1.2 5ww.5s1.3 5r0.5s1.4 5vc.5s1.5 xu6.5s1.6 5r1.5s1.7 5sp.5s1.8 5r2.5' +
    's1.9 5t7.5s1.a xu8.5s1.b xu9.5s1.c i1.5s1.d g4.5s1.e 5va.5s1.f xu7.5s1.g 5tq.5s1.h 5uh.5s1.i xua.5s1.j xun.5s1.k h1.5s1.l x3h.5s1.m 5ur.5s1.' +
    'n j2.5s1.o j3.5s1.p hb.5s1.q bg.5s1.r 5sq.5s1.s x6i.5s1.t 5r3.5s1.u hc.5s1.v 5v1.5s1.w i2.5s1.x c1.5s1.y 5vb.5s1.z 5tr.5s1.10 3a.5s1.11 1efq' +
    '.5s1.12 oe.5s1.13 6lw.5s1.13 7ad.5s1.14 2e.5s1.15 1eeu.5s1.16 6lg.5s1.17 79n.5s1.18 5sr.5s1.19 5t1.5s1.1a 8sd.5s1.1b 60t.5s1.1c 60s.5s1.1d 6' +
    '0v.5s1.1e 60u.5s1.1f 39.5s1.1g 2d.5s1.1h'],
  utf8mb4_eo_0900_ai_ci: ['utf8mb4_0900_ai_ci', '7c.a87.1 7d.a87.1 7w.a89.1 7x.a89.1 84.a6o.1 85.a6o.1 8k.22.1 8l.22.1 9o.a8s.1 9p.a8s.1 a4.2d.1 a5.2d.1'],
  utf8mb4_eo_0900_as_cs: ['utf8mb4_0900_as_cs', '7d.a87.1 7c.a87.2 7x.a89.1 7w.a89.2 85.a6o.1 84.a6o.2 ds.5rq.1 9p.a8s.1 9o.a8s.2 a5.60k.1 a4.60k.2'],
  utf8mb4_hu_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '5y.a5x.1 6u.a5x.1 9c.a5x.1 9d.a5x.1 fe.a5x.1 ff.a5x.1 64.2d.1 70.2d.1 a8.2d.1 a9.2d.1 d1.2d.1 d2.2d.1 d3.2d.1 d4.2d.1 d5.2d.1 d6.2d.1 d7.2d.' +
    '1 d8.2d.1'],
  utf8mb4_hu_0900_as_cs: ['utf8mb4_0900_as_cs',
    '6u.a5x.1 5y.a5x.2 ff.a5x.3 fe.a5x.4 9d.a5x.5 9c.a5x.6 70.60k.1 64.60k.2 d4.60k.3 d3.60k.4 d8.60k.5 d7.60k.6 d6.60k.7 d5.60k.8 d2.60k.9 d1.60' +
    'k.a a9.60k.b a8.60k.c'],
  utf8mb4_hr_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '7g.a87.1 7h.a87.1 7a.a87.2 7b.a87.2 5xk.a87.2 5xl.a87.2 ck.is.1 cl.is.1 cm.is.1 7k.is.2 7l.is.2 cn.iz.1 co.iz.1 cp.iz.1 cq.a7v.1 cr.a7v.1 cs' +
    '.a7v.1 9s.a8s.1 9t.a8s.1 606.a8s.1 607.a8s.1 al.b1.1 am.b1.1 p2.xs.1 pd.xs.1 q4.xs.1 q9.xs.1 64g.xs.1 64h.xs.1 64i.xs.1 64j.xs.1 64k.xs.1 64' +
    'l.xs.1 64m.xs.1 64n.xs.1 64o.xs.1 64p.xs.1 64q.xs.1 64r.xs.1 64s.xs.1 64t.xs.1 64u.xs.1 64v.xs.1 67k.xs.1 67l.xs.1 680.xs.1 681.xs.1 682.xs.' +
    '1 683.xs.1 684.xs.1 685.xs.1 686.xs.1 687.xs.1 688.xs.1 689.xs.1 68a.xs.1 68b.xs.1 68c.xs.1 68d.xs.1 68e.xs.1 68f.xs.1 69c.xs.1 69d.xs.1 69e' +
    '.xs.1 69f.xs.1 69g.xs.1 69i.xs.1 69j.xs.1 69k.xs.1 69l.xs.1 69m.xs.1 69n.xs.1 69o.xs.1 pe.xs.2 qa.xs.2 r4.xs.2 5st.xs.2 5t2.xs.2 pf.xs.3 qb.' +
    'xs.3 5su.xs.3 5t3.xs.3 6kd.xs.3 6ke.xs.3 5ra.xs.4 pg.xs.5 qc.xs.5 5sv.xs.5 p4.xs.6 ph.xs.6 q5.xs.6 qd.xs.6 s5.xs.6 64w.xs.6 64x.xs.6 64y.xs.' +
    '6 64z.xs.6 650.xs.6 651.xs.6 654.xs.6 655.xs.6 656.xs.6 657.xs.6 658.xs.6 659.xs.6 67m.xs.6 67n.xs.6 6a0.xs.6 6a1.xs.6 rg.xs.7 rh.xs.7 om.xs' +
    '.8 on.xs.8 re.xs.9 rf.xs.9 pi.xs.a qe.xs.a og.xs.b oh.xs.b p5.xs.c pj.xs.c q6.xs.c qf.xs.c 65c.xs.c 65d.xs.c 65e.xs.c 65f.xs.c 65g.xs.c 65h.' +
    'xs.c 65i.xs.c 65j.xs.c 65k.xs.c 65l.xs.c 65m.xs.c 65n.xs.c 65o.xs.c 65p.xs.c 65q.xs.c 65r.xs.c 67o.xs.c 67p.xs.c 68g.xs.c 68h.xs.c 68i.xs.c ' +
    '68j.xs.c 68k.xs.c 68l.xs.c 68m.xs.c 68n.xs.c 68o.xs.c 68p.xs.c 68q.xs.c 68r.xs.c 68s.xs.c 68t.xs.c 68u.xs.c 68v.xs.c 69u.xs.c 69v.xs.c 69w.x' +
    's.c 69y.xs.c 69z.xs.c 6a2.xs.c 6a3.xs.c 6a4.xs.c pk.xs.d qg.xs.d r5.xs.d s4.xs.d 5vj.xs.d oq.xs.e p6.xs.e pc.xs.e pl.xs.e q2.xs.e q7.xs.e qh' +
    '.xs.e qy.xs.e 65s.xs.e 65t.xs.e 65u.xs.e 65v.xs.e 65w.xs.e 65x.xs.e 65y.xs.e 65z.xs.e 660.xs.e 661.xs.e 662.xs.e 663.xs.e 664.xs.e 665.xs.e ' +
    '666.xs.e 667.xs.e 67q.xs.e 67r.xs.e 69q.xs.e 6a8.xs.e 6a9.xs.e 6aa.xs.e 6ab.xs.e 6ae.xs.e 6af.xs.e 6ag.xs.e 6ah.xs.e 6ai.xs.e 6aj.xs.e ov.xs' +
    '.f s3.xs.f pm.xs.g qi.xs.g s0.xs.g r3.xs.h rb.xs.h pn.xs.i qj.xs.i 5rb.xs.j 51.xs.k po.xs.k qk.xs.k a6a.xs.l a6k.xs.m a6l.xs.n a6t.xs.o a6z.' +
    'xs.p a7m.xs.q a7q.xs.r a7w.xs.s pp.xs.t ql.xs.t pq.xs.u qm.xs.u p8.xs.v pr.xs.v qn.xs.v r0.xs.v 668.xs.v 669.xs.v 66a.xs.v 66b.xs.v 66c.xs.v' +
    ' 66d.xs.v 66g.xs.v 66h.xs.v 66i.xs.v 66j.xs.v 66k.xs.v 66l.xs.v 67s.xs.v 67t.xs.v 6bc.xs.v 6bd.xs.v ps.xs.w qo.xs.w ra.xs.w 6kc.xs.w 6kf.xs.' +
    'w 5rc.xs.x sa.xs.y sb.xs.y ri.xs.z rj.xs.z rc.xs.10 rd.xs.10 pt.xs.11 qp.xs.11 s1.xs.11 5t4.xs.11 6as.xs.11 6at.xs.11 6b0.xs.11 5rd.xs.12 sc' +
    '.xs.13 pv.xs.14 qq.xs.14 qr.xs.14 s2.xs.14 s9.xs.14 os.xs.15 se.xs.15 or.xs.16 sd.xs.16 ot.xs.17 sf.xs.17 pw.xs.18 qs.xs.18 pa.xs.19 px.xs.1' +
    '9 q3.xs.19 q8.xs.19 qt.xs.19 qz.xs.19 r1.xs.19 r6.xs.19 r7.xs.19 r8.xs.19 66o.xs.19 66p.xs.19 66q.xs.19 66r.xs.19 66s.xs.19 66t.xs.19 66u.xs' +
    '.19 66v.xs.19 66x.xs.19 66z.xs.19 671.xs.19 673.xs.19 67u.xs.19 67v.xs.19 6ao.xs.19 6ap.xs.19 6aq.xs.19 6ar.xs.19 6au.xs.19 6av.xs.19 6aw.xs' +
    '.19 6ax.xs.19 6ay.xs.19 6az.xs.19 py.xs.1a qu.xs.1a r9.xs.1a 5sw.xs.1a 5t5.xs.1a pz.xs.1b qv.xs.1b 5sx.xs.1b 5t6.xs.1b q0.xs.1c qw.xs.1c 5re' +
    '.xs.1d pb.xs.1e q1.xs.1e qx.xs.1e r2.xs.1e 674.xs.1e 675.xs.1e 676.xs.1e 677.xs.1e 678.xs.1e 679.xs.1e 67a.xs.1e 67b.xs.1e 67c.xs.1e 67d.xs.' +
    '1e 67e.xs.1e 67f.xs.1e 67g.xs.1e 67h.xs.1e 67i.xs.1e 67j.xs.1e 67w.xs.1e 67x.xs.1e 68w.xs.1e 68x.xs.1e 68y.xs.1e 68z.xs.1e 690.xs.1e 691.xs.' +
    '1e 692.xs.1e 693.xs.1e 694.xs.1e 695.xs.1e 696.xs.1e 697.xs.1e 698.xs.1e 699.xs.1e 69a.xs.1e 69b.xs.1e 6b6.xs.1e 6b7.xs.1e 6b8.xs.1e 6ba.xs.' +
    '1e 6bb.xs.1e 6be.xs.1e 6bf.xs.1e 6bg.xs.1e 6jq.xs.1e xut.xs.1f rk.xs.1g rl.xs.1g oi.xs.1h oj.xs.1h s7.xs.1i s8.xs.1i 8sg.xs.1j 8sh.xs.1j 8si' +
    '.xs.1k 8sj.xs.1k 8sk.xs.1l 8sl.xs.1l 8sm.xs.1m 8sn.xs.1m 8so.xs.1n 8sp.xs.1n 8ty.xs.1o 8tz.xs.1o 8sq.xs.1p 8sr.xs.1p 8ss.xs.1q 8st.xs.1q 8su' +
    '.xs.1r 8sv.xs.1r 8sw.xs.1s 8sx.xs.1s 8sy.xs.1t 8sz.xs.1t 8t0.xs.1u 8t1.xs.1u 8v8.xs.1v 8u0.xs.1w 8u1.xs.1w 8t2.xs.1x 8t3.xs.1x 8t4.xs.1y 8t5' +
    '.xs.1y 8t6.xs.1z 8t7.xs.1z 8u2.xs.20 8u3.xs.20 8u4.xs.21 8u5.xs.21 8t8.xs.22 8t9.xs.22 8ta.xs.23 8tb.xs.23 8tc.xs.24 8td.xs.24 8te.xs.25 8tf' +
    '.xs.25 8tg.xs.26 8th.xs.26 8ti.xs.27 8tj.xs.27 8tk.xs.28 8tl.xs.28 8tm.xs.29 8tn.xs.29 8to.xs.2a 8tp.xs.2a 8tq.xs.2b 8tr.xs.2b 8ts.xs.2c 8tt' +
    '.xs.2c 8u6.xs.2d 8u7.xs.2d 8u8.xs.2e 8u9.xs.2e rm.xs.2f rn.xs.2f 8vf.xs.2g 8vg.xs.2g 8ua.xs.2h 8ub.xs.2h 8uc.xs.2i 8ud.xs.2i 8ue.xs.2j 8uf.x' +
    's.2j ro.xs.2k rp.xs.2k rq.xs.2l rr.xs.2l 8vm.xs.2m 8vn.xs.2m 8ug.xs.2n 8uh.xs.2n rs.xs.2o rt.xs.2o 8ui.xs.2p 8uj.xs.2p 8uk.xs.2q 8ul.xs.2q 8' +
    'um.xs.2r 8un.xs.2r 8uo.xs.2s 8up.xs.2s 8uq.xs.2t 8ur.xs.2t 8us.xs.2u 8ut.xs.2u ru.xs.2v rv.xs.2v 8vh.xs.2w 8vi.xs.2w 8uu.xs.2x 8uv.xs.2x rw.' +
    'xs.2y rx.xs.2y 8uw.xs.2z 8ux.xs.2z 8uy.xs.30 8uz.xs.30 8v0.xs.31 8v1.xs.31 ry.xs.32 rz.xs.32 8tu.xs.33 8tv.xs.33 8tw.xs.34 8tx.xs.34 8v2.xs.' +
    '35 8v3.xs.35 8v4.xs.36 8v5.xs.36 8v6.xs.37 8v7.xs.37'],
  utf8mb4_hr_0900_as_cs: ['utf8mb4_0900_as_cs',
    '7h.a87.1 7g.a87.2 7b.a87.3 7a.a87.4 5xl.a87.5 5xk.a87.6 it.dt.1 is.dt.2 7l.ck.1 7k.ck.2 cp.iz.1 co.iz.2 cn.iz.3 cs.a7v.1 cr.a7v.2 cq.a7v.3 9' +
    't.a8s.1 9s.a8s.2 607.a8s.3 606.a8s.4 am.b1.1 al.b1.2 ts.j1.1 92u.j1.2 sw.j1.3 y9.j1.4 y8.j1.5 yb.j1.6 ya.j1.7 yh.j1.8 yg.j1.9 yj.j1.a yi.j1.' +
    'b yd.j1.c yc.j1.d tt.j1.e 928.j1.f sx.j1.g tu.j1.h 5mo.j1.i 929.j1.i sy.j1.j tv.j1.k 92a.j1.l sz.j1.m ur.j1.n sj.j1.o wh.j1.p wg.j1.q wj.j1.' +
    'r wi.j1.s zf.j1.t ze.j1.u wl.j1.v wk.j1.w zb.j1.x za.j1.y tw.j1.z 5mp.j1.10 92b.j1.10 t0.j1.11 zl.j1.12 zk.j1.13 ww1.j1.14 ww0.j1.15 uq.j1.1' +
    '6 si.j1.17 wv7.j1.18 wv6.j1.19 zn.j1.1a zm.j1.1b wp.j1.1c wo.j1.1d tx.j1.1e 92v.j1.1f t1.j1.1g uo.j1.1h sg.j1.1i yf.j1.1j ye.j1.1k up.j1.1l ' +
    'sh.j1.1m us.j1.1n wvo.j1.1o sk.j1.1p ty.j1.1q 92c.j1.1r t2.j1.1s xu.j1.1t xt.j1.1u yl.j1.1v yk.j1.1w 10r.j1.1x 10q.j1.1y ww5.j1.1z ww4.j1.20' +
    ' wn.j1.21 wm.j1.22 tz.j1.23 92d.j1.24 t3.j1.25 yn.j1.26 ym.j1.27 wu9.j1.28 wu8.j1.29 zp.j1.2a zo.j1.2b 101.j1.2c 100.j1.2d wub.j1.2e wua.j1.' +
    '2f ut.j1.2g sl.j1.2h wud.j1.2i wuc.j1.2j yp.j1.2k yo.j1.2l ww9.j1.2m ww8.j1.2n zr.j1.2o zq.j1.2p ww3.j1.2q ww2.j1.2r u0.j1.2s wvp.j1.2t t4.j' +
    '1.2u v1.j1.2v st.j1.2w yt.j1.2x ys.j1.2y yr.j1.2z yq.j1.30 wb.j1.31 wa.j1.32 uu.j1.33 sm.j1.34 uv.j1.35 wvq.j1.36 sn.j1.37 wuf.j1.38 wue.j1.' +
    '39 u1.j1.3a t5.j1.3b uw.j1.3c so.j1.3d wuh.j1.3e 92w.j1.3f wug.j1.3g u2.j1.3h 92e.j1.3i t6.j1.3j v0.j1.3k ss.j1.3l wr.j1.3m wq.j1.3n xw.j1.3' +
    'o xv.j1.3p wx.j1.3q ww.j1.3r wv.j1.3s wu.j1.3t wt.j1.3u ws.j1.3v 10f.j1.3w 10e.j1.3x 10b.j1.3y 10a.j1.3z u3.j1.40 92f.j1.41 t7.j1.42 5rf.j1.' +
    '43 xy.j1.44 xx.j1.45 10v.j1.46 10u.j1.47 103.j1.48 102.j1.49 10h.j1.4a 10g.j1.4b ux.j1.4c sp.j1.4d wv9.j1.4e wv8.j1.4f zt.j1.4g zs.j1.4h 105' +
    '.j1.4i 104.j1.4j u4.j1.4k 92g.j1.4l t8.j1.4m y6.j1.4n y5.j1.4o wvb.j1.4p wva.j1.4q u5.j1.4r 92h.j1.4s t9.j1.4t 5tk.j1.4u 10p.j1.4v 10o.j1.4w' +
    ' y2.j1.4x y1.j1.4y wz.j1.4z wy.j1.50 y0.j1.51 xz.j1.52 10j.j1.53 10i.j1.54 x1.j1.55 x0.j1.56 uy.j1.57 sq.j1.58 zv.j1.59 zu.j1.5a u6.j1.5b 5m' +
    'q.j1.5c 92i.j1.5c wvd.j1.5c wvf.j1.5c wvh.j1.5c wvi.j1.5c wwp.j1.5c wwr.j1.5c ta.j1.5d wvc.j1.5e wve.j1.5e wvg.j1.5e wwo.j1.5e wwq.j1.5e yv.' +
    'j1.5f yu.j1.5g yx.j1.5h yw.j1.5i yz.j1.5j yy.j1.5k u7.j1.5l 92j.j1.5m tb.j1.5n 10l.j1.5o 10k.j1.5p x3.j1.5q x2.j1.5r w1.j1.5s w0.j1.5t u8.j1' +
    '.5u 92k.j1.5v tc.j1.5w wf.j1.5x we.j1.5y 107.j1.5z 106.j1.60 u9.j1.61 5mr.j1.62 92l.j1.62 td.j1.63 92t.j1.64 zx.j1.65 zw.j1.66 x7.j1.67 x6.j' +
    '1.68 ua.j1.69 5ms.j1.6a 5mt.j1.6a 92m.j1.6a te.j1.6b wwd.j1.6c wwc.j1.6d zz.j1.6e zy.j1.6f x9.j1.6g x8.j1.6h wwb.j1.6i wwa.j1.6j uz.j1.6k sr' +
    '.j1.6l ub.j1.6m wvr.j1.6n tf.j1.6o v2.j1.6p su.j1.6q z5.j1.6r z4.j1.6s z7.j1.6t z6.j1.6u z3.j1.6v z2.j1.6w xb.j1.6x xa.j1.6y xd.j1.6z xc.j1.' +
    '70 wuj.j1.71 5mw.j1.72 92x.j1.72 wui.j1.73 vt.j1.74 vs.j1.75 uc.j1.76 wwu.j1.77 tg.j1.78 ud.j1.79 92n.j1.7a th.j1.7b zh.j1.7c zg.j1.7d zj.j1' +
    '.7e zi.j1.7f xf.j1.7g xe.j1.7h xn.j1.7i xm.j1.7j 10n.j1.7k 10m.j1.7l wwl.j1.7m wwk.j1.7n v5.j1.7o wvv.j1.7p v4.j1.7q vz.j1.7r vy.j1.7s wul.j' +
    '1.7t wuk.j1.7u vx.j1.7v vw.j1.7w vv.j1.7x vu.j1.7y ue.j1.7z 92o.j1.80 ti.j1.81 wv5.j1.82 wv4.j1.83 wwf.j1.84 wwe.j1.85 xh.j1.86 xg.j1.87 wwh' +
    '.j1.88 wwg.j1.89 uf.j1.8a 92p.j1.8b tj.j1.8c z9.j1.8d z8.j1.8e 10t.j1.8f 10s.j1.8g wwj.j1.8h wwi.j1.8i xj.j1.8j xi.j1.8k y4.j1.8l y3.j1.8m x' +
    'l.j1.8n xk.j1.8o ww7.j1.8p ww6.j1.8q xp.j1.8r xo.j1.8s xr.j1.8t xq.j1.8u v3.j1.8v sv.j1.8w ug.j1.8x 92q.j1.8y tk.j1.8z wwn.j1.90 wwm.j1.91 u' +
    'h.j1.92 92r.j1.93 tl.j1.94 wun.j1.95 wum.j1.96 94f.j1.97 wvz.j1.98 ui.j1.99 5mu.j1.9a wvs.j1.9a tm.j1.9b wws.j1.9c wup.j1.9d wuo.j1.9e uj.j1' +
    '.9f wvt.j1.9g tn.j1.9h zd.j1.9i zc.j1.9j uk.j1.9k wvu.j1.9l to.j1.9m wwt.j1.9n wd.j1.9o wc.j1.9p v7.j1.9q 5mv.j1.9r 92y.j1.9r v6.j1.9s wur.j' +
    '1.9t wuq.j1.9u ul.j1.9v tp.j1.9w z1.j1.9x z0.j1.9y um.j1.9z 92z.j1.a0 tq.j1.a1 wut.j1.a2 wus.j1.a3 wuv.j1.a4 930.j1.a5 wuu.j1.a6 un.j1.a7 tr' +
    '.j1.a8 109.j1.a9 108.j1.aa v9.j1.ab wwv.j1.ac v8.j1.ad vb.j1.ae 931.j1.af va.j1.ag wux.j1.ah wuw.j1.ai vf.j1.aj 932.j1.ak ve.j1.al wuz.j1.am' +
    ' wuy.j1.an vd.j1.ao vc.j1.ap wv1.j1.aq wv0.j1.ar vh.j1.as 933.j1.at vg.j1.au vj.j1.av vi.j1.aw vl.j1.ax vk.j1.ay vn.j1.az 92s.j1.b0 vm.j1.b1' +
    ' vp.j1.b2 vo.j1.b3 vr.j1.b4 vq.j1.b5 wv3.j1.b6 wv2.j1.b7 x5.j1.b8 x4.j1.b9 10d.j1.ba 10c.j1.bb y7.j1.bc xs.j1.bd'],
  utf8mb4_vi_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    '76.61m.1 77.61m.1 626.61m.1 627.61m.1 628.61m.1 629.61m.1 62a.61m.1 62b.61m.1 62c.61m.1 62d.61m.1 62e.61m.1 62f.61m.1 5e.61m.2 6a.61m.2 61w.' +
    '61m.2 61x.61m.2 61y.61m.2 61z.61m.2 620.61m.2 621.61m.2 622.61m.2 623.61m.2 624.61m.2 625.61m.2 7k.is.1 7l.is.1 5m.a1a.1 6i.a1a.1 62m.a1a.1 ' +
    '62n.a1a.1 62o.a1a.1 62p.a1a.1 62q.a1a.1 62r.a1a.1 62s.a1a.1 62t.a1a.1 62u.a1a.1 62v.a1a.1 5w.a5x.1 6s.a5x.1 634.a5x.1 635.a5x.1 636.a5x.1 63' +
    '7.a5x.1 638.a5x.1 639.a5x.1 63a.a5x.1 63b.a5x.1 63c.a5x.1 63d.a5x.1 bk.a5x.2 bl.a5x.2 63e.a5x.2 63f.a5x.2 63g.a5x.2 63h.a5x.2 63i.a5x.2 63j.' +
    'a5x.2 63k.a5x.2 63l.a5x.2 63m.a5x.2 63n.a5x.2 bz.2d.1 c0.2d.1 63s.2d.1 63t.2d.1 63u.2d.1 63v.2d.1 63w.2d.1 63x.2d.1 63y.2d.1 63z.2d.1 640.2d' +
    '.1 641.2d.1'],
  utf8mb4_vi_0900_as_cs: ['utf8mb4_0900_as_cs',
    '1uc.lw.1 lc.lw.2 n4.lw.2 1ub.lw.2 ll.lw.3 lf.lw.4 mb.ld.1 6b1.4o.1 6a5.69p.1 6al.6bi.1 68.5rg.1 5c.5rg.2 61v.5rg.3 61u.5rg.4 6b.5rg.5 5f.5rg' +
    '.6 61t.5d.1 61s.5d.2 77.61m.1 76.61m.2 629.61m.3 628.61m.4 62b.61m.5 62a.61m.6 62d.61m.7 62c.61m.8 627.61m.9 626.61m.a 62f.61m.b 62e.61m.c 6' +
    'a.61m.d 5e.61m.e 61z.61m.f 61y.61m.g 621.61m.h 620.61m.i 623.61m.j 622.61m.k 61x.61m.l 61w.61m.m 625.61m.n 624.61m.o 5xh.5ri.1 5xg.5ri.2 5xp' +
    '.5rk.1 5xo.5rk.2 7l.is.1 7k.is.2 6g.5rl.1 5k.5rl.2 62j.5rl.3 62i.5rl.4 62l.5rl.5 62k.5rl.6 62h.5l.1 62g.5l.2 5xx.7m.1 5xw.7m.2 6i.a1a.1 5m.a' +
    '1a.2 62p.a1a.3 62o.a1a.4 62r.a1a.5 62q.a1a.6 62t.a1a.7 62s.a1a.8 62n.a1a.9 62m.a1a.a 62v.a1a.b 62u.a1a.c 5yd.5ro.1 5yc.5ro.2 6k.5rp.1 5o.5rp' +
    '.2 62x.5rp.3 62w.5rp.4 89.5rp.5 88.5rp.6 62z.5p.1 62y.5p.2 5yr.5yo.1 5yq.5yo.2 5yv.8p.1 5yu.8p.2 5yx.8p.3 5yw.8p.4 5z7.5z2.1 5z6.5z2.2 e1.5r' +
    'u.1 e0.5ru.2 6p.5ru.3 5t.5ru.4 5zb.8z.1 5za.8z.2 6q.5rw.1 5u.5rw.2 633.5rw.3 632.5rw.4 6t.5rw.5 5x.5rw.6 5zh.5rw.7 5zg.5rw.8 5zj.5rw.9 5zi.5' +
    'rw.a fh.5rw.b fg.5rw.c 631.5v.1 630.5v.2 5zl.98.1 5zk.98.2 9f.em.1 9e.em.2 x6h.em.3 x1r.em.4 x1q.em.5 a5x.em.6 6s.em.7 5w.em.8 637.em.9 636.' +
    'em.a 639.em.b 638.em.c 63b.em.d 63a.em.e 635.em.f 634.em.g 63d.em.h 63c.em.i 63j.63g.1 63i.63g.2 63f.63k.1 63e.63k.2 5zv.9g.1 5zu.9g.2 5zx.9' +
    'g.3 5zw.9g.4 603.604.1 602.604.2 609.604.3 608.604.4 60d.5s0.1 60c.5s0.2 6x.5s1.1 61.5s1.2 63r.5s1.3 63q.5s1.4 a1.5s1.5 a0.5s1.6 60p.5s1.7 6' +
    '0o.5s1.8 63p.62.1 63o.62.2 d8.x3y.1 d7.x3y.2 60j.eu.1 60i.eu.2 60n.eu.3 60m.eu.4 60l.eu.5 60k.eu.6 63x.63u.1 63w.63u.2 63t.63y.1 63s.63y.2 6' +
    '0x.5s2.1 60w.5s2.2 615.60y.1 614.60y.2 643.jc.1 642.jc.2 647.jc.3 646.jc.4 649.jc.5 648.jc.6 645.65.1 644.65.2 61f.ah.1 61e.ah.2 64i.64o.1 6' +
    '4q.64o.2 682.64o.3 68a.64o.4 64j.64p.1 64r.64p.2 683.64p.3 68b.64p.4 67k.689.1 69m.689.2 69e.689.3 64y.654.1 656.654.2 64z.655.1 657.655.2 6' +
    '7m.659.1 6a0.659.2 65e.65k.1 65m.65k.2 68i.65k.3 68q.65k.4 65f.65l.1 65n.65l.2 68j.65l.3 68r.65l.4 67o.68p.1 6a2.68p.2 69u.68p.3 65u.660.1 6' +
    '62.660.2 65v.661.1 663.661.2 67q.667.1 6ai.667.2 6aa.q2.1 66a.66g.1 66i.66g.2 66b.66h.1 66j.66h.2 67s.66l.1 6bc.66l.2 66q.66o.1 66r.66x.1 66' +
    'z.66x.2 67u.673.1 6ay.673.2 6aq.r8.1 676.67c.1 67e.67c.2 68y.67c.3 696.67c.4 677.67d.1 67f.67d.2 68z.67d.3 697.67d.4 67w.695.1 6be.695.2 6b6' +
    '.695.3'],
  utf8mb4_ru_0900_ai_ci: ['utf8mb4_0900_ai_ci',
    'sw.a5d.1 ts.a5d.1 y8.a5d.1 y9.a5d.1 ya.a5d.1 yb.a5d.1 92u.a5d.1 yg.a5d.2 yh.a5d.2 yi.a5d.2 yj.a5d.2 yc.a5d.3 yd.a5d.3 sx.a5d.4 tt.a5d.4 928.' +
    'a5d.4 sy.a5d.5 tu.a5d.5 5mo.a5d.5 929.a5d.5 sj.a5d.6 sz.a5d.6 tv.a5d.6 ur.a5d.6 wg.a5d.6 wh.a5d.6 92a.a5d.6 wi.a5d.7 wj.a5d.7 ze.a5d.8 zf.a5' +
    'd.8 wk.a5d.9 wl.a5d.9 za.a5d.a zb.a5d.a t0.a5d.b tw.a5d.b 5mp.a5d.b 92b.a5d.b zk.a5d.c zl.a5d.c ww0.a5d.d ww1.a5d.d si.a5d.e uq.a5d.e wv6.a5' +
    'd.f wv7.a5d.f zm.a5d.g zn.a5d.g wo.a5d.h wp.a5d.h sg.a5d.i sh.a5d.i t1.a5d.i tx.a5d.i uo.a5d.i up.a5d.i ye.a5d.i yf.a5d.i 92v.a5d.i sk.a5d.j' +
    ' us.a5d.j wvo.a5d.j t2.a5d.k ty.a5d.k xt.a5d.k xu.a5d.k yk.a5d.k yl.a5d.k 92c.a5d.k 10q.a5d.l 10r.a5d.l ww4.a5d.m ww5.a5d.m wm.a5d.n wn.a5d.' +
    'n t3.a5d.o tz.a5d.o ym.a5d.o yn.a5d.o 92d.a5d.o wu8.a5d.p wu9.a5d.p zo.a5d.q zp.a5d.q 100.a5d.r 101.a5d.r wua.a5d.s wub.a5d.s sl.a5d.t ut.a5' +
    'd.t wuc.a5d.u wud.a5d.u yo.a5d.v yp.a5d.v ww8.a5d.w ww9.a5d.w zq.a5d.x zr.a5d.x ww2.a5d.y ww3.a5d.y st.a5d.z t4.a5d.z u0.a5d.z v1.a5d.z yq.a' +
    '5d.z yr.a5d.z ys.a5d.z yt.a5d.z wvp.a5d.z wa.a5d.10 wb.a5d.10 sm.a5d.11 sn.a5d.11 uu.a5d.11 uv.a5d.11 wvq.a5d.11 wue.a5d.12 wuf.a5d.12 t5.a5' +
    'd.13 u1.a5d.13 so.a5d.14 uw.a5d.14 92w.a5d.15 wug.a5d.15 wuh.a5d.15 ss.a5d.16 t6.a5d.16 u2.a5d.16 v0.a5d.16 92e.a5d.16 wq.a5d.17 wr.a5d.17 x' +
    'v.a5d.18 xw.a5d.18 ww.a5d.19 wx.a5d.19 wu.a5d.1a wv.a5d.1a ws.a5d.1b wt.a5d.1b 10e.a5d.1c 10f.a5d.1c 10a.a5d.1d 10b.a5d.1d t7.a5d.1e u3.a5d.' +
    '1e 92f.a5d.1e 5rf.a5d.1f xx.a5d.1g xy.a5d.1g 10u.a5d.1h 10v.a5d.1h 102.a5d.1i 103.a5d.1i 10g.a5d.1j 10h.a5d.1j sp.a5d.1k ux.a5d.1k wv8.a5d.1' +
    'l wv9.a5d.1l zs.a5d.1m zt.a5d.1m 104.a5d.1n 105.a5d.1n t8.a5d.1o u4.a5d.1o 92g.a5d.1o y5.a5d.1p y6.a5d.1p wva.a5d.1q wvb.a5d.1q t9.a5d.1r u5' +
    '.a5d.1r 5tk.a5d.1r 92h.a5d.1r 10o.a5d.1s 10p.a5d.1s y1.a5d.1t y2.a5d.1t wy.a5d.1u wz.a5d.1u xz.a5d.1v y0.a5d.1v 10i.a5d.1w 10j.a5d.1w x0.a5d' +
    '.1x x1.a5d.1x sq.a5d.1y uy.a5d.1y zu.a5d.1z zv.a5d.1z ta.a5d.20 u6.a5d.20 yu.a5d.20 yv.a5d.20 5mq.a5d.20 92i.a5d.20 wvc.a5d.20 wvd.a5d.20 wv' +
    'e.a5d.20 wvf.a5d.20 wvg.a5d.20 wvh.a5d.20 wvi.a5d.20 wwo.a5d.20 wwp.a5d.20 wwq.a5d.20 wwr.a5d.20 yw.a5d.21 yx.a5d.21 yy.a5d.21 yz.a5d.21 tb.' +
    'a5d.22 u7.a5d.22 92j.a5d.22 10k.a5d.23 10l.a5d.23 x2.a5d.24 x3.a5d.24 w0.a5d.25 w1.a5d.25 tc.a5d.26 u8.a5d.26 92k.a5d.26 we.a5d.27 wf.a5d.27' +
    ' 106.a5d.28 107.a5d.28 td.a5d.29 u9.a5d.29 5mr.a5d.29 92l.a5d.29 92t.a5d.2a zw.a5d.2b zx.a5d.2b x6.a5d.2c x7.a5d.2c te.a5d.2d ua.a5d.2d 5ms.' +
    'a5d.2d 5mt.a5d.2d 92m.a5d.2d wwc.a5d.2e wwd.a5d.2e zy.a5d.2f zz.a5d.2f x8.a5d.2g x9.a5d.2g wwa.a5d.2h wwb.a5d.2h sr.a5d.2i uz.a5d.2i su.a5d.' +
    '2j tf.a5d.2j ub.a5d.2j v2.a5d.2j z2.a5d.2j z3.a5d.2j z4.a5d.2j z5.a5d.2j z6.a5d.2j z7.a5d.2j wvr.a5d.2j xa.a5d.2k xb.a5d.2k xc.a5d.2l xd.a5d' +
    '.2l 5mw.a5d.2m 92x.a5d.2m wui.a5d.2m wuj.a5d.2m vs.a5d.2n vt.a5d.2n tg.a5d.2o uc.a5d.2o wwu.a5d.2o th.a5d.2p ud.a5d.2p 92n.a5d.2p zg.a5d.2q ' +
    'zh.a5d.2q zi.a5d.2r zj.a5d.2r xe.a5d.2s xf.a5d.2s xm.a5d.2t xn.a5d.2t 10m.a5d.2u 10n.a5d.2u wwk.a5d.2v wwl.a5d.2v v4.a5d.2w v5.a5d.2w wvv.a5' +
    'd.2w vy.a5d.2x vz.a5d.2x wuk.a5d.2y wul.a5d.2y vw.a5d.2z vx.a5d.2z vu.a5d.30 vv.a5d.30 ti.a5d.31 ue.a5d.31 92o.a5d.31 wv4.a5d.32 wv5.a5d.32 ' +
    'wwe.a5d.33 wwf.a5d.33 xg.a5d.34 xh.a5d.34 wwg.a5d.35 wwh.a5d.35 tj.a5d.36 uf.a5d.36 z8.a5d.36 z9.a5d.36 92p.a5d.36 10s.a5d.37 10t.a5d.37 wwi' +
    '.a5d.38 wwj.a5d.38 xi.a5d.39 xj.a5d.39 y3.a5d.3a y4.a5d.3a xk.a5d.3b xl.a5d.3b ww6.a5d.3c ww7.a5d.3c xo.a5d.3d xp.a5d.3d xq.a5d.3e xr.a5d.3e' +
    ' sv.a5d.3f v3.a5d.3f tk.a5d.3g ug.a5d.3g 92q.a5d.3g wwm.a5d.3h wwn.a5d.3h tl.a5d.3i uh.a5d.3i 92r.a5d.3i wum.a5d.3j wun.a5d.3j 94f.a5d.3k wv' +
    'z.a5d.3l tm.a5d.3m ui.a5d.3m 5mu.a5d.3m wvs.a5d.3m wws.a5d.3m wuo.a5d.3n wup.a5d.3n tn.a5d.3o uj.a5d.3o zc.a5d.3o zd.a5d.3o wvt.a5d.3o to.a5' +
    'd.3p uk.a5d.3p wvu.a5d.3p wwt.a5d.3p wc.a5d.3q wd.a5d.3q v6.a5d.3r v7.a5d.3r 5mv.a5d.3r 92y.a5d.3r wuq.a5d.3s wur.a5d.3s tp.a5d.3t ul.a5d.3t' +
    ' z0.a5d.3t z1.a5d.3t tq.a5d.3u um.a5d.3u 92z.a5d.3u wus.a5d.3v wut.a5d.3v 930.a5d.3w wuu.a5d.3w wuv.a5d.3w tr.a5d.3x un.a5d.3x 108.a5d.3y 10' +
    '9.a5d.3y v8.a5d.3z v9.a5d.3z wwv.a5d.3z va.a5d.40 vb.a5d.40 931.a5d.40 wuw.a5d.41 wux.a5d.41 ve.a5d.42 vf.a5d.42 932.a5d.42 wuy.a5d.43 wuz.a' +
    '5d.43 vc.a5d.44 vd.a5d.44 wv0.a5d.45 wv1.a5d.45 vg.a5d.46 vh.a5d.46 933.a5d.46 vi.a5d.47 vj.a5d.47 vk.a5d.48 vl.a5d.48 vm.a5d.49 vn.a5d.49 9' +
    '2s.a5d.49 vo.a5d.4a vp.a5d.4a vq.a5d.4a vr.a5d.4a wv2.a5d.4b wv3.a5d.4b x4.a5d.4c x5.a5d.4c 10c.a5d.4d 10d.a5d.4d xs.a5d.4e y7.a5d.4e'],
  utf8mb4_ru_0900_as_cs: ['utf8mb4_0900_as_cs',
    'ts.a5d.1 92u.a5d.2 sw.a5d.3 y9.a5d.4 y8.a5d.5 yb.a5d.6 ya.a5d.7 yh.a5d.8 yg.a5d.9 yj.a5d.a yi.a5d.b yd.a5d.c yc.a5d.d tt.a5d.e 928.a5d.f sx.' +
    'a5d.g tu.a5d.h 5mo.a5d.i 929.a5d.i sy.a5d.j tv.a5d.k 92a.a5d.l sz.a5d.m ur.a5d.n sj.a5d.o wh.a5d.p wg.a5d.q wj.a5d.r wi.a5d.s zf.a5d.t ze.a5' +
    'd.u wl.a5d.v wk.a5d.w zb.a5d.x za.a5d.y tw.a5d.z 5mp.a5d.10 92b.a5d.10 t0.a5d.11 zl.a5d.12 zk.a5d.13 ww1.a5d.14 ww0.a5d.15 uq.a5d.16 si.a5d.' +
    '17 wv7.a5d.18 wv6.a5d.19 zn.a5d.1a zm.a5d.1b wp.a5d.1c wo.a5d.1d tx.a5d.1e 92v.a5d.1f t1.a5d.1g uo.a5d.1h sg.a5d.1i yf.a5d.1j ye.a5d.1k up.a' +
    '5d.1l sh.a5d.1m us.a5d.1n wvo.a5d.1o sk.a5d.1p ty.a5d.1q 92c.a5d.1r t2.a5d.1s xu.a5d.1t xt.a5d.1u yl.a5d.1v yk.a5d.1w 10r.a5d.1x 10q.a5d.1y ' +
    'ww5.a5d.1z ww4.a5d.20 wn.a5d.21 wm.a5d.22 tz.a5d.23 92d.a5d.24 t3.a5d.25 yn.a5d.26 ym.a5d.27 wu9.a5d.28 wu8.a5d.29 zp.a5d.2a zo.a5d.2b 101.a' +
    '5d.2c 100.a5d.2d wub.a5d.2e wua.a5d.2f ut.a5d.2g sl.a5d.2h wud.a5d.2i wuc.a5d.2j yp.a5d.2k yo.a5d.2l ww9.a5d.2m ww8.a5d.2n zr.a5d.2o zq.a5d.' +
    '2p ww3.a5d.2q ww2.a5d.2r u0.a5d.2s wvp.a5d.2t t4.a5d.2u v1.a5d.2v st.a5d.2w yt.a5d.2x ys.a5d.2y yr.a5d.2z yq.a5d.30 wb.a5d.31 wa.a5d.32 uu.a' +
    '5d.33 sm.a5d.34 uv.a5d.35 wvq.a5d.36 sn.a5d.37 wuf.a5d.38 wue.a5d.39 u1.a5d.3a t5.a5d.3b uw.a5d.3c so.a5d.3d wuh.a5d.3e 92w.a5d.3f wug.a5d.3' +
    'g u2.a5d.3h 92e.a5d.3i t6.a5d.3j v0.a5d.3k ss.a5d.3l wr.a5d.3m wq.a5d.3n xw.a5d.3o xv.a5d.3p wx.a5d.3q ww.a5d.3r wv.a5d.3s wu.a5d.3t wt.a5d.' +
    '3u ws.a5d.3v 10f.a5d.3w 10e.a5d.3x 10b.a5d.3y 10a.a5d.3z u3.a5d.40 92f.a5d.41 t7.a5d.42 5rf.a5d.43 xy.a5d.44 xx.a5d.45 10v.a5d.46 10u.a5d.47' +
    ' 103.a5d.48 102.a5d.49 10h.a5d.4a 10g.a5d.4b ux.a5d.4c sp.a5d.4d wv9.a5d.4e wv8.a5d.4f zt.a5d.4g zs.a5d.4h 105.a5d.4i 104.a5d.4j u4.a5d.4k 9' +
    '2g.a5d.4l t8.a5d.4m y6.a5d.4n y5.a5d.4o wvb.a5d.4p wva.a5d.4q u5.a5d.4r 92h.a5d.4s t9.a5d.4t 5tk.a5d.4u 10p.a5d.4v 10o.a5d.4w y2.a5d.4x y1.a' +
    '5d.4y wz.a5d.4z wy.a5d.50 y0.a5d.51 xz.a5d.52 10j.a5d.53 10i.a5d.54 x1.a5d.55 x0.a5d.56 uy.a5d.57 sq.a5d.58 zv.a5d.59 zu.a5d.5a u6.a5d.5b 5m' +
    'q.a5d.5c 92i.a5d.5c wvd.a5d.5c wvf.a5d.5c wvh.a5d.5c wvi.a5d.5c wwp.a5d.5c wwr.a5d.5c ta.a5d.5d wvc.a5d.5e wve.a5d.5e wvg.a5d.5e wwo.a5d.5e ' +
    'wwq.a5d.5e yv.a5d.5f yu.a5d.5g yx.a5d.5h yw.a5d.5i yz.a5d.5j yy.a5d.5k u7.a5d.5l 92j.a5d.5m tb.a5d.5n 10l.a5d.5o 10k.a5d.5p x3.a5d.5q x2.a5d' +
    '.5r w1.a5d.5s w0.a5d.5t u8.a5d.5u 92k.a5d.5v tc.a5d.5w wf.a5d.5x we.a5d.5y 107.a5d.5z 106.a5d.60 u9.a5d.61 5mr.a5d.62 92l.a5d.62 td.a5d.63 9' +
    '2t.a5d.64 zx.a5d.65 zw.a5d.66 x7.a5d.67 x6.a5d.68 ua.a5d.69 5ms.a5d.6a 5mt.a5d.6a 92m.a5d.6a te.a5d.6b wwd.a5d.6c wwc.a5d.6d zz.a5d.6e zy.a5' +
    'd.6f x9.a5d.6g x8.a5d.6h wwb.a5d.6i wwa.a5d.6j uz.a5d.6k sr.a5d.6l ub.a5d.6m wvr.a5d.6n tf.a5d.6o v2.a5d.6p su.a5d.6q z5.a5d.6r z4.a5d.6s z7' +
    '.a5d.6t z6.a5d.6u z3.a5d.6v z2.a5d.6w xb.a5d.6x xa.a5d.6y xd.a5d.6z xc.a5d.70 wuj.a5d.71 5mw.a5d.72 92x.a5d.72 wui.a5d.73 vt.a5d.74 vs.a5d.7' +
    '5 uc.a5d.76 wwu.a5d.77 tg.a5d.78 ud.a5d.79 92n.a5d.7a th.a5d.7b zh.a5d.7c zg.a5d.7d zj.a5d.7e zi.a5d.7f xf.a5d.7g xe.a5d.7h xn.a5d.7i xm.a5d' +
    '.7j 10n.a5d.7k 10m.a5d.7l wwl.a5d.7m wwk.a5d.7n v5.a5d.7o wvv.a5d.7p v4.a5d.7q vz.a5d.7r vy.a5d.7s wul.a5d.7t wuk.a5d.7u vx.a5d.7v vw.a5d.7w' +
    ' vv.a5d.7x vu.a5d.7y ue.a5d.7z 92o.a5d.80 ti.a5d.81 wv5.a5d.82 wv4.a5d.83 wwf.a5d.84 wwe.a5d.85 xh.a5d.86 xg.a5d.87 wwh.a5d.88 wwg.a5d.89 uf' +
    '.a5d.8a 92p.a5d.8b tj.a5d.8c z9.a5d.8d z8.a5d.8e 10t.a5d.8f 10s.a5d.8g wwj.a5d.8h wwi.a5d.8i xj.a5d.8j xi.a5d.8k y4.a5d.8l y3.a5d.8m xl.a5d.' +
    '8n xk.a5d.8o ww7.a5d.8p ww6.a5d.8q xp.a5d.8r xo.a5d.8s xr.a5d.8t xq.a5d.8u v3.a5d.8v sv.a5d.8w ug.a5d.8x 92q.a5d.8y tk.a5d.8z wwn.a5d.90 wwm' +
    '.a5d.91 uh.a5d.92 92r.a5d.93 tl.a5d.94 wun.a5d.95 wum.a5d.96 94f.a5d.97 wvz.a5d.98 ui.a5d.99 5mu.a5d.9a wvs.a5d.9a tm.a5d.9b wws.a5d.9c wup.' +
    'a5d.9d wuo.a5d.9e uj.a5d.9f wvt.a5d.9g tn.a5d.9h zd.a5d.9i zc.a5d.9j uk.a5d.9k wvu.a5d.9l to.a5d.9m wwt.a5d.9n wd.a5d.9o wc.a5d.9p v7.a5d.9q' +
    ' 5mv.a5d.9r 92y.a5d.9r v6.a5d.9s wur.a5d.9t wuq.a5d.9u ul.a5d.9v tp.a5d.9w z1.a5d.9x z0.a5d.9y um.a5d.9z 92z.a5d.a0 tq.a5d.a1 wut.a5d.a2 wus' +
    '.a5d.a3 wuv.a5d.a4 930.a5d.a5 wuu.a5d.a6 un.a5d.a7 tr.a5d.a8 109.a5d.a9 108.a5d.aa v9.a5d.ab wwv.a5d.ac v8.a5d.ad vb.a5d.ae 931.a5d.af va.a5' +
    'd.ag wux.a5d.ah wuw.a5d.ai vf.a5d.aj 932.a5d.ak ve.a5d.al wuz.a5d.am wuy.a5d.an vd.a5d.ao vc.a5d.ap wv1.a5d.aq wv0.a5d.ar vh.a5d.as 933.a5d.' +
    'at vg.a5d.au vj.a5d.av vi.a5d.aw vl.a5d.ax vk.a5d.ay vn.a5d.az 92s.a5d.b0 vm.a5d.b1 vp.a5d.b2 vo.a5d.b3 vr.a5d.b4 vq.a5d.b5 wv3.a5d.b6 wv2.a' +
    '5d.b7 x5.a5d.b8 x4.a5d.b9 10d.a5d.ba 10c.a5d.bb y7.a5d.bc xs.a5d.bd'],
  latin1_danish_ci: ['latin1_swedish_ci', '2j.5g.0 2k.5y.0 60.5y.0 6w.5y.0 2l.5y.1 5h.5y.1 6d.5y.1'],
  latin1_german2_ci: ['latin1_swedish_ci', '5h.1t.0 6d.1t.0 5g.1t.1 6c.1t.1 5y.27.1 6u.27.1 67.2b.1 64.2d.1 70.2d.1 73.2h.0 2l.2k.1'],
  latin1_spanish_ci: ['latin1_swedish_ci',
    '5g.1t.0 5h.1t.0 5i.1t.0 6c.1t.0 6d.1t.0 6e.1t.0 5t.26.1 6p.26.1 5y.27.0 60.27.0 6u.27.0 6w.27.0 67.2b.1 64.2d.0 70.2d.0 73.2h.0 66.2i.1 72.2' +
    'i.1 5z.3i.1 6v.3i.2'],
}
