"""What is said when somebody is allowed leave in closed weeks."""

HOW = "请写姓名、日期和事由，例如：例外 李雷 6月25日 家人住院。"
NOBODY = "没有记：没有找到这个人。请写姓名或工号，例如：例外 李雷 6月25日 家人住院。"
SEVERAL = "没有记：有 {count} 个人叫{name}。请改写工号。"
NO_REASON = "没有记：请写明事由，例如：例外 {name} 6月25日 家人住院。"
NOT_YOURS = "没有记：{name}在不能请假的时候请假，不由您同意。请联系{contact}。"
DONE = "已记下：{name} {days} 可以请{types}，事由：{reason}。请假单仍要照常提交和审批。"
TOLD = "{by}同意您 {days} 例外请{types}。请照常发 请假 提交。"
