"""一页纸月工作反馈: when it is asked for, what is filled in already, and the departments' pages as one document."""
